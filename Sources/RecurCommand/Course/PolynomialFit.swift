import Foundation
import Recur

/// A polynomial fitted to points by gradient descent on the mean squared error with a penalty:
///
///     y = sum_j w_j P_j(x)       E = (1/N) sum_n (y_n - d_n)^2 + lambda sum_{j>0} w_j^2 or |w_j|
///
/// With `powers`, P_j = x^j; otherwise the Legendre polynomials of [-1, 1], which span the same
/// functions and let descent go everywhere at the same pace.
struct PolynomialFit {
  /// What large weights cost.
  enum Penalty: Equatable {
    case none
    case ridge(Double)
    case lasso(Double)
  }

  let weights: [Double]
  let powers: Bool

  init(
    degree: Int, _ points: [(x: Double, y: Double)], penalty: Penalty = .none, powers: Bool = false,
    steps: Int
  ) {
    self.powers = powers
    let count = degree + 1
    let rows = points.map { Self.features($0.x, count, powers: powers) }
    let scale = 2 / Double(points.count)
    // E's second derivative: its largest eigenvalue, by rows, bounds the step.
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var target = [Double](repeating: 0, count: count)
    for (row, point) in zip(rows, points) {
      for j in 0..<count {
        target[j] += scale * row[j] * point.y
        for k in 0..<count { matrix[j][k] += scale * row[j] * row[k] }
      }
    }
    var shrinkage = 0.0
    switch penalty {
    case .none: break
    case .ridge(let lambda): for j in 1..<max(count, 1) { matrix[j][j] += 2 * lambda }
    case .lasso(let lambda): shrinkage = lambda
    }
    let bound = matrix.map { $0.reduce(0) { $0 + abs($1) } }.max() ?? 1
    let rate = 1 / bound
    var values = Tensor<Double>(zeros: [count])
    // Descent with Nesterov's momentum, started anew whenever it goes uphill (O'Donoghue and
    // Candès 2015); for the LASSO every step ends with the shrinking of its penalty (FISTA, Beck
    // and Teboulle 2009).
    var ahead = [Double](repeating: 0, count: count)
    var last = ahead
    var momentum = 1.0
    for _ in 0..<steps {
      var gradient = target.map { -$0 }
      for j in 0..<count {
        for k in 0..<count { gradient[j] += matrix[j][k] * ahead[k] }
      }
      values = Tensor(shape: [count], values: ahead)
      var state = OptimizerState<Double>(for: .sgd, parameterCount: count)
      state.advance(
        .sgd, &values, gradient: Tensor(shape: [count], values: gradient), learningRate: rate)
      var next = values.values
      if shrinkage > 0 { Self.shrink(&next, by: rate * shrinkage) }
      var slope = 0.0
      for j in 0..<count { slope += (ahead[j] - next[j]) * (next[j] - last[j]) }
      let isUphill = slope > 0
      let grown = isUphill ? 1 : (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
      let factor = isUphill ? 0 : (momentum - 1) / grown
      ahead = (0..<count).map { next[$0] + factor * (next[$0] - last[$0]) }
      (momentum, last) = (grown, next)
    }
    weights = last
  }

  /// w = sign(w) max(|w| - amount, 0) for all but the constant: the weights that the penalty
  /// outweighs become exactly 0.
  private static func shrink(_ weights: inout [Double], by amount: Double) {
    for index in weights.indices.dropFirst() {
      let magnitude = max(abs(weights[index]) - amount, 0)
      weights[index] = weights[index] < 0 ? -magnitude : magnitude
    }
  }

  private static func features(_ x: Double, _ count: Int, powers: Bool) -> [Double] {
    guard !powers else {
      return (0..<count).map { pow(x, Double($0)) }
    }
    var values = [1, x]
    for order in 1..<max(count, 2) {
      let n = Double(order)
      let rising = (2 * n + 1) * x * values[order]
      values.append((rising - n * values[order - 1]) / (n + 1))
    }
    return (0..<count).map { values[$0] * (2 * Double($0) + 1).squareRoot() }
  }

  func callAsFunction(_ x: Double) -> Double {
    let features = Self.features(x, weights.count, powers: powers)
    return zip(weights, features).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The mean squared error on points.
  func error(on points: [(x: Double, y: Double)]) -> Double {
    points.reduce(0) { sum, point in
      let difference = self(point.x) - point.y
      return sum + difference * difference
    } / Double(points.count)
  }
}

/// A curve to be learned from few noisy points.
struct NoisyCurve {
  static let noise = 0.25

  /// sin(pi x) on [-1, 1].
  static func value(_ x: Double) -> Double { sin(.pi * x) }

  /// `count` points at even distances, or at random ones, with noise.
  static func points(
    _ count: Int, isRandom: Bool = false, using generator: inout RandomGenerator
  ) -> [(x: Double, y: Double)] {
    (0..<count).map { index in
      let x =
        isRandom ? generator.uniform(in: -1...1) : -1 + 2 * (Double(index) + 0.5) / Double(count)
      return (x, value(x) + noise * generator.normal())
    }
  }
}
