internal import CKernels

/// A scalar type that the kernels exist for: `Float` and `Double`.
///
/// Training runs in `Float`; `Double` proves gradients. Code is written once, generic over the
/// scalar.
public protocol KernelScalar: BinaryFloatingPoint, SIMDScalar, Sendable, Codable
where RawSignificand: FixedWidthInteger {
  /// "F32" or "F64", as files and logs write it.
  static var typeName: String { get }
}

extension Float: KernelScalar {
  public static var typeName: String { "F32" }
}

extension Double: KernelScalar {
  public static var typeName: String { "F64" }
}

extension KernelScalar {
  /// The kernels of the active set for this scalar.
  @inline(__always)
  static var kernels: UnsafePointer<recur_kernels> {
    unsafe KernelSet.active.kernels(Self.self)
  }
}
