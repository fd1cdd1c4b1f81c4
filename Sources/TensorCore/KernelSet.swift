internal import CKernels
internal import Foundation

/// A kernel set: the kernels compiled for one instruction set, or the plain loops of `reference`.
///
/// The best set that the processor can run is chosen once, at the first use. The environment variable
/// `RECUR_KERNELS` (`reference`, `sse2`, `avx2`, `avx512`, `neon`) forces one.
@safe
package struct KernelSet: @unchecked Sendable {
  /// "avx512", "avx2", "sse2", "neon" or "reference".
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
      // Safe: the three table types differ in nothing but the type that their pointers point to.
      return unsafe KernelSet(
        name: String(cString: name),
        single: UnsafeRawPointer(f32).assumingMemoryBound(to: recur_kernels.self),
        double: UnsafeRawPointer(f64).assumingMemoryBound(to: recur_kernels.self))
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
  /// A command checks ``requestIsAvailable`` first; a library call with a set that does not run here stops.
  package static let active: KernelSet = {
    precondition(
      requestIsAvailable,
      "RECUR_KERNELS=\(requested ?? "") does not run here; "
        + "available: \(available.map(\.name).joined(separator: ", "))")
    return available.first { requested == nil || $0.name == requested } ?? available[0]
  }()

  /// Columns of a packed panel for a scalar type.
  func panelWidth<S: KernelScalar>(_: S.Type) -> Int {
    unsafe Int((S.self == Float.self ? single : double).pointee.panel_width)
  }

  /// Elements of one vector register for a scalar type.
  package func lanes<S: KernelScalar>(_: S.Type) -> Int {
    unsafe Int((S.self == Float.self ? single : double).pointee.lanes)
  }

  /// Runs `iterations` rounds of the multiply-adds of products of a precision in registers only; returns the
  /// floating-point operations done, a multiply-add being two. Timed by the caller, this is the measured peak of one
  /// core.
  package func multiplyAddProbe<S: KernelScalar>(
    _: S.Type, precision: ProductPrecision = .full, iterations: Int
  ) -> Double {
    let table = unsafe S.self == Float.self ? single : double
    return switch precision {
    case .full: unsafe table.pointee.peak_probe(iterations)
    case .bfloat16: unsafe table.pointee.peak_probe_bfloat16(iterations)
    }
  }
}

/// Turns flushing of denormal numbers to zero on or off for the calling thread; returns the mode before.
///
/// Denormals make multiply-adds many times slower; saturated gates make denormals.
@discardableResult
package func flushDenormals(_ on: Bool) -> Bool {
  recur_flush_denormals(on ? 1 : 0) != 0
}
