internal import CKernels
internal import Foundation

/// A kernel set: the kernels compiled for one instruction set, or the plain loops of `reference`.
///
/// The best set that the processor can run is chosen once, at the first use. The environment
/// variable `RECUR_KERNELS` (`reference`, `sse2`, `avx2`, `avx512`, `avx512bf16`, `neon`) forces
/// one.
@safe
package struct KernelSet: @unchecked Sendable {
  /// "avx512bf16", "avx512", "avx2", "sse2", "neon" or "reference".
  package let name: String
  // The tables are constants of the program, read by every thread.
  let single: UnsafePointer<recur_kernels>
  let double: UnsafePointer<recur_kernels>

  /// The sets that run on this processor, best first; `reference` is always the last.
  package static let available: [KernelSet] = {
    var first: UnsafePointer<recur_kernel_set>?
    let count = unsafe recur_kernel_sets(&first)
    return unsafe UnsafeBufferPointer(start: first, count: count).compactMap { set in
      guard let name = unsafe set.name, let f32 = unsafe set.f32, let f64 = unsafe set.f64 else {
        return nil
      }
      return unsafe KernelSet(name: String(cString: name), single: f32, double: f64)
    }
  }()

  /// The name asked for by `RECUR_KERNELS`, if it is set and not empty.
  package static let requested: String? = {
    let name = ProcessInfo.processInfo.environment["RECUR_KERNELS"] ?? ""
    return name.isEmpty ? nil : name
  }()

  /// Whether the set asked for by `RECUR_KERNELS` runs here (true when nothing was asked for).
  package static var requestIsAvailable: Bool {
    guard let requested else { return true }
    return available.contains { $0.name == requested }
  }

  /// The set in use: the requested one, or else the best.
  ///
  /// A command checks ``requestIsAvailable`` first; a library call with a set that does not run
  /// here stops.
  package static let active: KernelSet = {
    precondition(
      requestIsAvailable,
      "RECUR_KERNELS=\(requested ?? "") does not run here; "
        + "available: \(available.map(\.name).joined(separator: ", "))")
    return available.first { requested == nil || $0.name == requested } ?? available[0]
  }()

  /// The table of a scalar type.
  @inline(__always)
  func kernels<S: KernelScalar>(_: S.Type) -> UnsafePointer<recur_kernels> {
    unsafe S.self == Float.self ? single : double
  }

  /// Columns of a packed panel for a scalar type.
  func panelWidth<S: KernelScalar>(_: S.Type) -> Int {
    unsafe Int(kernels(S.self).pointee.panel_width)
  }

  /// Elements of one vector register for a scalar type.
  package func lanes<S: KernelScalar>(_: S.Type) -> Int {
    unsafe Int(kernels(S.self).pointee.lanes)
  }

  /// Runs `iterations` rounds of the multiply-adds of products of a precision in registers only;
  /// returns the floating-point operations done, a multiply-add being two. Timed by the caller,
  /// this is the measured peak of one core.
  package func multiplyAddProbe<S: KernelScalar>(
    _: S.Type, precision: ProductPrecision = .full, iterations: Int
  ) -> Double {
    let kernels = unsafe kernels(S.self)
    return switch precision {
    case .full: unsafe kernels.pointee.peak_probe(iterations)
    case .bfloat16: unsafe kernels.pointee.peak_probe_bfloat16(iterations)
    }
  }
}
