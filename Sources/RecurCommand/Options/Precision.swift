import Recur
import Terminal

/// The precision of a command's matrix products.
enum Precision: String, CaseIterable, Sendable {
  /// Single precision.
  case exact
  /// Operands of 16 bits.
  case fast

  /// The precision for the library.
  var products: ProductPrecision { self == .fast ? .bfloat16 : .full }

  /// The kernels that products of this precision use: products in bfloat16 belong to `fast` alone.
  var kernels: String {
    let (name, suffix) = (KernelSet.active.name, "bf16")
    return self == .exact && name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
  }

  static let option = Option<Precision>(
    "precision", default: .exact, placeholder: "NAME",
    help: """
      Of matrix products. exact: single; fast: weights and what they multiply rounded to bfloat16, sums single. About \
      twice as fast with AVX512_BF16; without, faster for sampling only
      """)
}
