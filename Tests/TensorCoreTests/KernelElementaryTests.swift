import CKernels
import Foundation
import Testing

/// An elementary function of the tables and what it should return, in Double.
enum Elementary: CaseIterable, Sendable {
  case exponential, tanh, sigmoid

  func apply<R: KernelTested>(_ kernels: recur_kernels, _ input: [R]) -> [R] {
    var output = input
    apply(kernels, input, into: &output, count: input.count)
    return output
  }

  func apply(
    _ kernels: recur_kernels, _ input: UnsafeRawPointer?, into output: UnsafeMutableRawPointer?,
    count: Int
  ) {
    switch self {
    case .exponential: kernels.exponential(output, input, count)
    case .tanh: kernels.tanh(output, input, count)
    case .sigmoid: kernels.sigmoid(output, input, count)
    }
  }

  func exact(_ x: Double) -> Double {
    switch self {
    case .exponential: return Foundation.exp(x)
    case .tanh: return Foundation.tanh(x)
    case .sigmoid:
      let e = Foundation.exp(-abs(x))
      return (x < 0 ? e : 1) / (1 + e)
    }
  }

  func exactly(_ x: Double) -> Widest {
    switch self {
    case .exponential: return Foundation.exp(Widest(x))
    case .tanh: return Foundation.tanh(Widest(x))
    case .sigmoid:
      let e = Foundation.exp(-abs(Widest(x)))
      return (x < 0 ? e : 1) / (1 + e)
    }
  }
}

#if arch(x86_64) && os(Linux)
  typealias Widest = Float80
#else
  typealias Widest = Double
#endif

/// The error of `value` in units of the last place that `exact` has in R; infinite if one of them
/// is NaN and the other is not, or if one is infinite where the other rounds to a finite number.
func ulps<R: KernelTested>(_ value: R, _ exact: Double) -> Double {
  let rounded = R(exact)
  if value == rounded && value.sign == rounded.sign { return 0 }
  if value.isNaN || rounded.isNaN { return value.isNaN && rounded.isNaN ? 0 : .infinity }
  if value.isInfinite || rounded.isInfinite {
    // One side overflowed: an error of one place at the largest finite number is allowed for.
    let finite = value.isInfinite ? rounded : value
    return abs(finite) >= R.greatestFiniteMagnitude.nextDown ? 1 : .infinity
  }
  if value.sign != rounded.sign { return .infinity }
  let place = max(R(abs(exact)).ulp, R.leastNonzeroMagnitude)
  return abs(Double(value) - exact) / Double(place)
}

/// The same for Double, with the difference taken in the widest type.
func ulps(_ value: Double, beside exact: Widest) -> Double {
  let rough = ulps(value, Double(exact))
  if rough == 0 || !rough.isFinite || value.isInfinite { return rough }
  return Double(abs(Widest(value) - exact) / Widest(Double(exact).ulp))
}

@Suite("Kernels: elementary functions")
struct KernelElementaryTests {
  /// Every 2^14-th pattern of Float, with its successors' digits varied: about 260 000 numbers of
  /// all magnitudes.
  static let floats: [Float] = stride(from: UInt32(0), through: .max - 0x3FFF, by: 0x4000)
    .map { Float(bitPattern: $0 | (($0 &* 2_654_435_761) >> 18)) }

  /// Numbers around every place where a formula changes: zero, denormals, under- and overflow,
  /// saturation.
  static func specials<R: KernelTested>(_: R.Type) -> [R] {
    let edges: [R] = [
      0, .leastNonzeroMagnitude, .leastNormalMagnitude, .ulpOfOne, .greatestFiniteMagnitude,
      .infinity, .nan, 0.34657359, 1, 8.66, 9.0109, 17.33, 19.0615, 20, 87.33655, 88.72283,
      89, 103.2789, 103.972084, 104, 708.3964185, 709.782712893384, 710, 744.4400719, 745.1332191,
      746,
    ]
    return edges.flatMap { [$0, $0.nextUp, $0.nextDown] }.flatMap { [$0, -$0] }
  }

  static let cases = KernelSets.names.flatMap { name in Elementary.allCases.map { (name, $0) } }

  @Test("Float: at most 4 ulp over a dense sample of all floats", arguments: cases)
  func floatAccuracy(set: String, function: Elementary) {
    let input = Self.floats + Self.specials(Float.self)
    let output = function.apply(KernelSets.kernels(set, Float.self), input)
    var worst = 0.0
    for (x, y) in zip(input, output) { worst = max(worst, ulps(y, function.exact(Double(x)))) }
    #expect(worst <= 4)
  }

  /// Where nothing is wider than Double, libm's Double stands in: at most 2 ulp off, and its
  /// sigmoid adds the roundings of a sum and a quotient.
  @Test("Double: at most 4 ulp over a dense sample", arguments: cases)
  func doubleAccuracy(set: String, function: Elementary) {
    var numbers = SeededNumbers(11)
    var input = Self.specials(Double.self)
    for range in [0.3, 1, 3, 22, 750.0] { input += numbers.array(8000, -range...range) }
    input += (0..<4000).map { _ in Double(bitPattern: numbers.bits()) }
    let output = function.apply(KernelSets.kernels(set, Double.self), input)
    var worst = 0.0
    for (x, y) in zip(input, output) { worst = max(worst, ulps(y, beside: function.exactly(x))) }
    #expect(worst <= (Widest.significandBitCount > 52 ? 4 : 7))
  }

  @Test("tanh and sigmoid never exceed 1, and tanh is odd to the bit", arguments: KernelSets.names)
  func saturation(set: String) {
    let kernels = KernelSets.kernels(set, Float.self)
    let squashed = Elementary.tanh.apply(kernels, Self.floats)
    #expect(squashed.allSatisfy { $0.isNaN || abs($0) <= 1 })
    let mirrored = Elementary.tanh.apply(kernels, Self.floats.map { -$0 })
    #expect(sameBits(squashed, mirrored.map { -$0 }))
    #expect(Elementary.sigmoid.apply(kernels, Self.floats).allSatisfy { $0.isNaN || $0 <= 1 })
  }

  @Test("limits and the neutral argument are exact", arguments: KernelSets.names)
  func limits(set: String) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      let input: [R] = [-.infinity, -1e4, -0.0, 0, 1e4, .infinity, .nan]
      func expect(_ function: Elementary, _ exact: [R]) {
        #expect(sameBits(function.apply(kernels, input), exact))
      }
      expect(.exponential, [0, 0, 1, 1, .infinity, .infinity, .nan])
      expect(.sigmoid, [0, 0, 0.5, 0.5, 1, 1, .nan])
      expect(.tanh, [-1, -1, -0.0, 0, 1, 1, .nan])
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("a value does not depend on its place in the array", arguments: cases)
  func placeIndependence(set: String, function: Elementary) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      var numbers = SeededNumbers(3)
      let input: [R] = numbers.array(131, -12...12)
      let whole = function.apply(kernels, input)
      for size in R.sizes(kernels) {
        let start = input.count - size
        #expect(sameBits(function.apply(kernels, Array(input[start...])), whole[start...]))
      }
      #expect(function.apply(kernels, [R]()).isEmpty)
      var inPlace = input
      inPlace.withUnsafeMutableBufferPointer { buffer in
        function.apply(
          kernels, buffer.baseAddress, into: buffer.baseAddress, count: buffer.count - 1)
      }
      #expect(sameBits(inPlace, whole.dropLast() + input.suffix(1)))
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(
    "Float: at most 4 ulp over all 2^32 floats",
    .enabled(
      if: ProcessInfo.processInfo.environment["RECUR_EXHAUSTIVE"] == "1",
      "set RECUR_EXHAUSTIVE=1 to try every float: minutes in release, hours in debug"),
    arguments: cases)
  func exhaustive(set: String, function: Elementary) {
    let kernels = KernelSets.kernels(set, Float.self)
    let block = 1 << 16
    var worst = 0.0
    var place: Float = 0
    for first in stride(from: UInt64(0), to: 1 << 32, by: block) {
      let input = (0..<block).map { Float(bitPattern: UInt32(first + UInt64($0))) }
      let output = function.apply(kernels, input)
      for index in 0..<block {
        let error = ulps(output[index], function.exact(Double(input[index])))
        if error > worst { (worst, place) = (error, input[index]) }
      }
    }
    print("\(set) \(function): worst \(worst) ulp at \(place)")
    #expect(worst <= 4)
  }
}
