import CKernels
import Testing

/// The update rules of the tables, and the same rules for one parameter in Double.
enum UpdateRule: CaseIterable, Sendable {
  case sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam

  func apply<R: KernelTested>(
    _ kernels: recur_kernels, _ p: inout [R], _ g: [R], _ first: inout [R], _ second: inout [R],
    _ settings: recur_update
  ) {
    withUnsafePointer(to: settings) { u in
      switch self {
      case .sgd: kernels.update_sgd(&p, g, p.count, u)
      case .momentum: kernels.update_momentum(&p, g, &first, p.count, u)
      case .nesterov: kernels.update_nesterov(&p, g, &first, p.count, u)
      case .adagrad: kernels.update_adagrad(&p, g, &first, p.count, u)
      case .adadelta: kernels.update_adadelta(&p, g, &first, &second, p.count, u)
      case .rmsprop: kernels.update_rmsprop(&p, g, &first, p.count, u)
      case .adam: kernels.update_adam(&p, g, &first, &second, p.count, u)
      }
    }
  }

  func recompute(
    _ p: inout Double, _ g: Double, _ first: inout Double, _ second: inout Double,
    _ u: recur_update
  ) {
    let sign: Double = p > 0 ? 1 : p < 0 ? -1 : 0
    let clamped = min(max(g * u.gradient_scale, -u.value_limit), u.value_limit)
    let e = clamped + u.l2 * p + u.l1 * sign
    switch self {
    case .sgd: p -= u.learning_rate * e
    case .momentum:
      first = u.momentum * first + u.inner_rate * e
      p -= u.learning_rate * first
    case .nesterov:
      first = u.momentum * first + u.inner_rate * e
      p -= u.learning_rate * (u.inner_rate * e + u.momentum * first)
    case .adagrad:
      first += e * e
      p -= u.learning_rate * e / (first.squareRoot() + u.epsilon)
    case .adadelta:
      first = u.decay * first + (1 - u.decay) * e * e
      let step = (second + u.epsilon).squareRoot() / (first + u.epsilon).squareRoot() * e
      second = u.decay * second + (1 - u.decay) * step * step
      p -= u.learning_rate * step
    case .rmsprop:
      first = u.decay * first + (1 - u.decay) * e * e
      p -= u.learning_rate * e / ((first + u.inner_epsilon).squareRoot() + u.epsilon)
    case .adam:
      first = u.beta1 * first + (1 - u.beta1) * e
      second = u.beta2 * second + (1 - u.beta2) * e * e
      p -= u.learning_rate * u.weight_decay * p
      let scaled = (second * u.correction2).squareRoot() + u.epsilon
      p -= u.learning_rate * (first * u.correction1) / scaled
    }
  }
}

@Suite("Kernels: optimiser updates")
struct KernelOptimizerTests {
  static let cases = KernelSets.names.flatMap { name in UpdateRule.allCases.map { (name, $0) } }

  static let plain = recur_update(
    learning_rate: 0.1, gradient_scale: 1, value_limit: .infinity, l2: 0, l1: 0, momentum: 0.9,
    inner_rate: 1, decay: 0.95, beta1: 0.9, beta2: 0.999, correction1: 1 / (1 - 0.9),
    correction2: 1 / (1 - 0.999), epsilon: 1e-6, inner_epsilon: 0, weight_decay: 0)

  static let everything: recur_update = {
    var settings = plain
    settings.gradient_scale = 0.75
    settings.value_limit = 0.5
    settings.l2 = 0.01
    settings.l1 = 0.02
    settings.weight_decay = 0.1
    settings.inner_rate = 0.3
    settings.inner_epsilon = 0.01
    return settings
  }()

  /// Per step at most 12 roundings, of a constant or of a result, each relative to a quantity below
  /// 4 (the state starts in [0.1, 1], which bounds every quotient); three steps: 3 * 12 * 4 u < 150
  /// u.
  @Test("three updates agree with one parameter at a time in Double", arguments: cases)
  func recomputation(set: String, rule: UpdateRule) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      for (count, settings) in R.sizes(kernels).flatMap({
        [($0, Self.plain), ($0, Self.everything)]
      }) {
        var numbers = SeededNumbers(9)
        var p: [R] = numbers.array(count)
        p[0] = 0
        var first: [R] = numbers.array(count, 0.1...1)
        var second: [R] = numbers.array(count, 0.1...1)
        var exact = (p.map(Double.init), first.map(Double.init), second.map(Double.init))
        for _ in 0..<3 {
          let g: [R] = numbers.array(count)
          rule.apply(kernels, &p, g, &first, &second, settings)
          for index in 0..<count {
            rule.recompute(
              &exact.0[index], Double(g[index]), &exact.1[index], &exact.2[index], settings)
          }
        }
        let bound = 150 * Double(R.roundoff)
        #expect(largestDifference(p.map(Double.init), exact.0) <= bound, "\(R.self), \(count)")
        #expect(largestDifference(first.map(Double.init), exact.1) <= bound)
        #expect(largestDifference(second.map(Double.init), exact.2) <= bound)
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("a parameter does not depend on its place", arguments: cases)
  func placeIndependence(set: String, rule: UpdateRule) {
    let kernels = KernelSets.kernels(set, Float.self)
    var numbers = SeededNumbers(10)
    let (p, g): ([Float], [Float]) = (numbers.array(53), numbers.array(53))
    let state: [Float] = numbers.array(53, 0.1...1)
    func run(_ part: Range<Int>) -> [Float] {
      var (values, first, second) = (Array(p[part]), Array(state[part]), Array(state[part]))
      rule.apply(kernels, &values, Array(g[part]), &first, &second, Self.everything)
      return values
    }
    #expect(sameBits(run(5..<53), run(0..<53)[5...]))
    #expect(sameBits(run(50..<53), run(0..<53)[50...]))
  }

  @Test("a gradient that is NaN or infinite is seen in the parameter", arguments: cases)
  func notANumber(set: String, rule: UpdateRule) {
    let kernels = KernelSets.kernels(set, Float.self)
    for settings in [Self.plain, Self.everything] {
      var p: [Float] = [1, 1, 1]
      var (first, second): ([Float], [Float]) = ([1, 1, 1], [1, 1, 1])
      rule.apply(kernels, &p, [0.1, .nan, 0.1], &first, &second, settings)
      #expect(p.map(\.isNaN) == [false, true, false])
      #expect(p[0] == p[2] && p[0] != 1)
    }
    var p: [Float] = [1, 1]
    var (first, second): ([Float], [Float]) = ([1, 1], [1, 1])
    rule.apply(kernels, &p, [0.1, -.infinity], &first, &second, Self.plain)
    #expect(!p[1].isFinite || !first[1].isFinite)
  }
}
