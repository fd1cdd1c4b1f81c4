import CKernels

/// A scalar type that has kernels.
protocol KernelTested: BinaryFloatingPoint, BitwiseCopyable, Sendable, CVarArg {
  static func kernels(_ set: recur_kernel_set) -> recur_kernels
}

extension Float: KernelTested {
  static func kernels(_ set: recur_kernel_set) -> recur_kernels { set.f32.pointee }
}

extension Double: KernelTested {
  static func kernels(_ set: recur_kernel_set) -> recur_kernels { set.f64.pointee }
}

/// The sets that run here, by name: what kernel tests are parameterised over.
enum KernelSets {
  static let all: [recur_kernel_set] = {
    var first: UnsafePointer<recur_kernel_set>?
    let count = recur_kernel_sets(&first)
    return Array(UnsafeBufferPointer(start: first, count: count))
  }()
  static let names = all.map { String(cString: $0.name) }
  static let vectorNames = names.filter { $0 != "reference" }

  static func kernels<R: KernelTested>(_ name: String, _: R.Type) -> recur_kernels {
    R.kernels(all[names.firstIndex(of: name) ?? all.count - 1])
  }
}

extension KernelTested {
  /// Unit roundoff: the largest relative error of one rounding.
  static var roundoff: Self { ulpOfOne / 2 }

  /// Sizes around the lanes of a table: 1, lane - 1, lane, lane + 1, odd, large.
  static func sizes(_ kernels: recur_kernels) -> [Int] {
    let lanes = max(Int(kernels.lanes), 4)
    return [1, lanes - 1, lanes, lanes + 1, 2 * lanes + 5, 131]
  }
}

/// A generator of test data: SplitMix64, so that every run sees the same numbers.
struct SeededNumbers {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func number<R: KernelTested>(_ range: ClosedRange<R>) -> R {
    let unit = R(Double(bits() >> 11) * 0x1p-53)
    return range.lowerBound + (range.upperBound - range.lowerBound) * unit
  }

  mutating func array<R: KernelTested>(_ count: Int, _ range: ClosedRange<R> = -1...1) -> [R] {
    (0..<count).map { _ in number(range) }
  }
}

/// The largest absolute difference; infinite if a NaN stands against a number.
func largestDifference<R: KernelTested>(_ a: [R], _ b: [R]) -> R {
  precondition(a.count == b.count, "largestDifference: \(a.count) and \(b.count) elements")
  return zip(a, b).reduce(0) { worst, pair in
    let difference = abs(pair.0 - pair.1)
    return pair.0 == pair.1 ? worst : difference.isNaN ? .infinity : max(worst, difference)
  }
}

/// Whether two arrays agree bit by bit (NaN equals NaN).
func sameBits<R: KernelTested>(_ a: some Sequence<R>, _ b: some Sequence<R>) -> Bool {
  a.elementsEqual(b) { ($0 == $1 && $0.sign == $1.sign) || ($0.isNaN && $1.isNaN) }
}
