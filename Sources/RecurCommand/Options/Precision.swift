import Recur
import Terminal

/// How exactly a command multiplies matrices.
enum Precision: String, CaseIterable, Sendable {
  /// In single precision.
  case exact
  /// With operands of 16 bits.
  case fast

  /// The same for the library.
  var products: ProductPrecision { self == .fast ? .bfloat16 : .full }

  static let option = Option<Precision>(
    "precision", default: .exact, placeholder: "NAME",
    help: """
      Of matrix products. exact: single; fast: weights and what they multiply rounded to bfloat16, sums single. About \
      twice as fast with AVX512_BF16; without, faster for sampling only
      """)
}
