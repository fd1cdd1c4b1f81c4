import CKernels
import Foundation
import Testing

@Suite("Kernels: functions of elements, operations, sums of rows")
struct KernelElementTests {
  static let functions: [recur_function] = [
    RECUR_AFFINE, RECUR_QUOTIENT, RECUR_RECIPROCAL, RECUR_SQUARE, RECUR_SQUARE_ROOT, RECUR_POWER,
    RECUR_EXPONENTIAL, RECUR_LOGARITHM, RECUR_SIGMOID, RECUR_TANH, RECUR_SOFTPLUS, RECUR_RECTIFIER,
    RECUR_LEAKY_RECTIFIER, RECUR_GELU, RECUR_GELU_TANH, RECUR_STEP, RECUR_MAGNITUDE,
  ]
  static let operations: [recur_operation] = [
    RECUR_SUM, RECUR_DIFFERENCE, RECUR_PRODUCT, RECUR_RATIO, RECUR_MAXIMUM, RECUR_MINIMUM,
    RECUR_AT_LEAST, RECUR_ABOVE,
  ]

  static func map<R: KernelTested>(
    _ kernels: recur_kernels, _ function: recur_function, _ input: [R], a: Double = 0.7
  ) -> [R] {
    var output = [R](repeating: 7, count: input.count)
    kernels.map(Int32(function.rawValue), a, -0.3, &output, input, input.count)
    return output
  }

  /// Against the widest type, at most 4 places of the exact number off; for GELU 6 and 2 x^2 more,
  /// since e^(-x^2 / 2) errs by as much where x^2 is rounded.
  @Test("logarithm, softplus and GELU are accurate", arguments: KernelSets.names)
  func accuracy(set: String) {
    func exact(_ function: recur_function, _ x: Double) -> Widest {
      let x = Widest(x)
      switch function {
      case RECUR_LOGARITHM: return Foundation.log(x)
      case RECUR_SOFTPLUS:
        return max(x, 0) + Foundation.log1p(Foundation.exp(-abs(x)))
      default: return x * Foundation.erfc(-x * Widest(0.5).squareRoot()) / 2
      }
    }
    func check<R: KernelTested>(_: R.Type) {
      var numbers = SeededNumbers(21)
      let kernels = KernelSets.kernels(set, R.self)
      var positive: [R] = numbers.array(4000, 0.3...3) + numbers.array(4000, 0...1e9)
      positive += [.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1]
      positive += [R(0.5).squareRoot(), R(0.5).squareRoot().nextUp, R(0.5).squareRoot().nextDown]
      let all: [R] =
        numbers.array(4000, -6...6) + numbers.array(4000, -40...80)
        + numbers.array(99, -1e-6...1e-6)
      for (function, input, limit) in [
        (RECUR_LOGARITHM, positive, 4.0), (RECUR_SOFTPLUS, all, 4),
        (RECUR_GELU, all.filter { abs($0) < 12 }, 6),
      ] {
        let output = Self.map(kernels, function, input)
        var worst = 0.0
        for (x, y) in zip(input, output) {
          let value = exact(function, Double(x))
          let place = Widest(max(R(abs(Double(value))).ulp, .leastNonzeroMagnitude))
          let error = Double(abs(Widest(Double(y)) - value) / place)
          worst = max(worst, error - (function == RECUR_GELU ? 2 * Double(x * x) : 0))
        }
        #expect(worst <= limit, "\(R.self) \(function.rawValue)")
      }
    }
    check(Float.self)
    check(Double.self)
  }

  /// Each is computed from the same numbers in at most 24 roundings of factors that cancel at most
  /// by 8, and of GELU's e^(-x^2 / 2) with |x| <= 3.
  @Test("functions and slopes agree with the reference", arguments: KernelSets.vectorNames)
  func agreement(set: String) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      let reference = KernelSets.kernels("reference", R.self)
      for (size, function) in R.sizes(kernels).flatMap({ size in
        Self.functions.map { (size, $0) }
      }) {
        var numbers = SeededNumbers(22)
        let positive = [RECUR_SQUARE_ROOT, RECUR_POWER, RECUR_LOGARITHM].contains(function)
        let input: [R] = numbers.array(size, positive ? 0.3...3 : -3...3)
        let factors: [R] = numbers.array(size)
        let (ours, exact) = (
          Self.map(kernels, function, input), Self.map(reference, function, input)
        )
        let bound = 200 * R.roundoff
        for (y, expected) in zip(ours, exact) {
          #expect(abs(y - expected) <= bound * max(1, abs(expected)), "\(function.rawValue)")
        }
        func slopes(_ table: recur_kernels) -> [R] {
          var output = factors
          table.map_slope(Int32(function.rawValue), 0.7, &output, factors, input, exact, size)
          return output
        }
        for (y, expected) in zip(slopes(kernels), slopes(reference)) {
          #expect(abs(y - expected) <= bound * max(1, abs(expected)), "\(function.rawValue)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("functions at their edges", arguments: KernelSets.names)
  func edges(set: String) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      func expect(_ function: recur_function, _ input: [R], _ exact: [R], a: Double = 0.7) {
        #expect(
          sameBits(Self.map(kernels, function, input, a: a), exact), "\(function.rawValue)")
      }
      let inf = R.infinity
      expect(RECUR_LOGARITHM, [0, -1, inf, -inf, .nan, 1], [-inf, .nan, inf, .nan, .nan, 0])
      expect(RECUR_SOFTPLUS, [-inf, inf, .nan], [0, inf, .nan])
      expect(RECUR_RECTIFIER, [-inf, -1, 2, inf, .nan], [0, 0, 2, inf, .nan])
      expect(RECUR_LEAKY_RECTIFIER, [-2, 2, inf, .nan], [-1, 2, inf, .nan], a: 0.5)
      expect(RECUR_STEP, [-1, 0, 1], [0, 1, 1])
      expect(RECUR_MAGNITUDE, [-1, 1, -inf], [1, 1, inf])
      expect(RECUR_POWER, [-2, 2, 0], [-8, 8, 0], a: 3)
      expect(RECUR_GELU, [40, -40], [40, 0 * -40])
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("operations of matrices, with rows and columns repeated", arguments: KernelSets.vectorNames)
  func combine(set: String) {
    for operation in Self.operations {
      func run<R: KernelTested>(_ kernels: recur_kernels, _ columns: Int) -> [R] {
        var numbers = SeededNumbers(23)
        let (x, y): ([R], [R]) = (numbers.array(3 * columns), numbers.array(3 * columns))
        var result: [R] = []
        for (xStride, xStep, yStride, yStep) in [
          (columns, 1, columns, 1), (columns, 1, 0, 1), (columns, 1, 1, 0), (0, 1, 1, 0),
          (1, 0, 0, 1), (0, 0, columns, 1), (1, 0, 0, 0),
        ] {
          var out = [R](repeating: 9, count: 3 * columns + 1)
          kernels.combine(
            Int32(operation.rawValue), 3, columns, &out, x, xStride, xStep, y, yStride, yStep)
          result += out
        }
        return result
      }
      KernelRowTests.compare(set, run, run)
    }
  }

  /// A sum of n numbers in Double or in chains of at most 2048 errs by 2048 u of their magnitudes;
  /// of 131 columns by 131 u.
  @Test("sums of rows", arguments: KernelSets.names)
  func rowSums(set: String) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      for columns in [0] + R.sizes(kernels) + [5000] {
        var numbers = SeededNumbers(24)
        let values: [R] = numbers.array(3 * (columns + 1))
        var sums: [R] = [1, 2, 3, 4]
        kernels.row_sums(3, columns, &sums, values, columns + 1)
        for row in 0..<3 {
          let elements = values[row * (columns + 1)..<row * (columns + 1) + columns]
          let exact = elements.reduce(Double(row + 1)) { $0 + Double($1) }
          let size = elements.reduce(Double(row + 1)) { $0 + abs(Double($1)) }
          #expect(abs(Double(sums[row]) - exact) <= 2048 * Double(R.roundoff) * size)
        }
        #expect(sums[3] == 4)
      }
    }
    check(Float.self)
    check(Double.self)
  }

  /// The sum errs by V + 5 units, its logarithm by as many of 1, the shift is added exactly but for
  /// one rounding of |x| <= 8.
  @Test("log-sum-exp of rows", arguments: KernelSets.names)
  func logSumExp(set: String) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      for columns in [0] + R.sizes(kernels) {
        var numbers = SeededNumbers(25)
        let values: [R] = numbers.array(2 * (columns + 1), -8...8)
        var out: [R] = [7, 7, 7]
        kernels.log_sum_exp(2, columns, &out, values, columns + 1)
        for row in 0..<2 {
          let elements = values[row * (columns + 1)..<row * (columns + 1) + columns]
          let exact = Foundation.log(elements.reduce(0.0) { $0 + Foundation.exp(Double($1)) })
          #expect(
            Double(out[row]) == exact
              || abs(Double(out[row]) - exact) <= Double(R(columns + 30) * R.roundoff))
        }
        #expect(out[2] == 7)
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
