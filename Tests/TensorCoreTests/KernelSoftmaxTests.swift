import CKernels
import Testing

@Suite("Kernels: softmax and cross-entropy")
struct KernelSoftmaxTests {
  struct Result<R> {
    var logits: [R]
    var losses: [R]
  }

  static func crossEntropy<R: KernelTested>(
    _ kernels: recur_kernels, _ logits: [R], rows: Int, classes: Int, stride: Int,
    _ targets: [Int32],
    gradient: Bool = true, scale: R = 1, smoothing: R = 0
  ) -> Result<R> {
    var result = Result(logits: logits, losses: Array(repeating: -1, count: rows))
    kernels.softmax_cross_entropy(
      rows, classes, &result.logits, stride, targets, &result.losses, gradient ? 1 : 0,
      Double(scale), Double(smoothing))
    return result
  }

  /// With V classes, |l| <= 8 and u the unit roundoff: both sets see the same l - max; their
  /// exponentials differ by 5 ulp = 10 u, their sums by 2 V u more, probabilities by (14 + 2 V) u,
  /// gradients by scale (20 + 2 V) u. The loss adds 2 * 2 * log V u of logarithm, 2 * 21 u of
  /// difference and, smoothed by e = 0.1, 2 * 16 * e V u: (100 + 6 V) u.
  @Test("agrees with the reference", arguments: KernelSets.vectorNames)
  func agreement(set: String) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      let reference = KernelSets.kernels("reference", R.self)
      for (classes, smoothing) in R.sizes(kernels).flatMap({ [($0, R(0)), ($0, R(0.1))] }) {
        var numbers = SeededNumbers(5)
        let stride = classes + 2
        let logits: [R] = numbers.array(4 * stride, -8...8)
        let targets = [0, Int32(classes - 1), -1, Int32(classes / 2)]
        let factor = R(100 + 6 * classes) * R.roundoff
        for gradient in [true, false] {
          func run(_ table: recur_kernels) -> Result<R> {
            Self.crossEntropy(
              table, logits, rows: 4, classes: classes, stride: stride, targets,
              gradient: gradient, scale: 0.25, smoothing: smoothing)
          }
          let (ours, exact) = (run(kernels), run(reference))
          #expect(largestDifference(ours.losses, exact.losses) <= factor)
          #expect(largestDifference(ours.logits, exact.logits) <= 0.25 * factor)
          #expect(gradient || sameBits(ours.logits, logits))
          #expect(ours.losses[2] == 0)
        }
        var (ours, exact) = (logits, logits)
        kernels.softmax(4, classes, &ours, stride, 0.7)
        reference.softmax(4, classes, &exact, stride, 0.7)
        #expect(largestDifference(ours, exact) <= factor)
      }
    }
    check(Float.self)
    check(Double.self)
  }

  /// The gradient holds sums of V probabilities: its error is V u, that of a central difference
  /// 1e-10.
  @Test("the gradient is the derivative of the loss", arguments: KernelSets.names)
  func centralDifferences(set: String) {
    let kernels = KernelSets.kernels(set, Double.self)
    var numbers = SeededNumbers(6)
    let logits: [Double] = numbers.array(13, -3...3)
    for smoothing in [0, 0.2] {
      func run(_ logits: [Double]) -> Result<Double> {
        Self.crossEntropy(
          kernels, logits, rows: 1, classes: 13, stride: 13, [4], smoothing: smoothing)
      }
      let gradient = run(logits).logits
      for index in 0..<13 {
        var (above, below) = (logits, logits)
        above[index] += 1e-5
        below[index] -= 1e-5
        let estimate = (run(above).losses[0] - run(below).losses[0]) / 2e-5
        #expect(abs(estimate - gradient[index]) <= 1e-7 * abs(gradient[index]) + 1e-9)
      }
    }
  }

  @Test("a row does not depend on the others", arguments: KernelSets.names)
  func rowIndependence(set: String) {
    let kernels = KernelSets.kernels(set, Float.self)
    var numbers = SeededNumbers(7)
    let classes = 37
    let logits: [Float] = numbers.array(3 * classes, -8...8)
    let whole = Self.crossEntropy(
      kernels, logits, rows: 3, classes: classes, stride: classes, [1, 2, 3])
    for row in 0..<3 {
      let part = row * classes..<(row + 1) * classes
      let alone = Self.crossEntropy(
        kernels, Array(logits[part]), rows: 1, classes: classes, stride: classes, [Int32(row) + 1])
      #expect(sameBits(alone.logits, whole.logits[part]))
      #expect(alone.losses[0] == whole.losses[row])
    }
  }

  @Test(
    "huge logits do not overflow, -infinity is a class that cannot be", arguments: KernelSets.names)
  func extremes(set: String) {
    let kernels = KernelSets.kernels(set, Float.self)
    let logits: [Float] = [3e38, -3e38, -.infinity, 3e38, 0]
    let result = Self.crossEntropy(kernels, logits, rows: 1, classes: 5, stride: 5, [0])
    #expect(result.logits == [-0.5, 0, 0, 0.5, 0])
    #expect(abs(result.losses[0] - 0.6931472) <= 1e-7)
    var cold: [Float] = [1, 2, 3, 4, 5]
    kernels.softmax(1, 5, &cold, 5, 1e-30)
    #expect(cold == [0, 0, 0, 0, 1])
  }

  @Test("NaN among the logits makes the loss and the row NaN", arguments: KernelSets.names)
  func notANumber(set: String) {
    let kernels = KernelSets.kernels(set, Float.self)
    for place in [0, 7, 18] {
      var logits = [Float](repeating: 1, count: 19)
      logits[place] = .nan
      let result = Self.crossEntropy(kernels, logits, rows: 1, classes: 19, stride: 19, [3])
      #expect(result.losses[0].isNaN)
      #expect(result.logits.allSatisfy { $0.isNaN })
    }
  }
}
