internal import TensorCore

/// The derivative of a function along one line, by central differences of the fourth order.
///
///     f'(0) = (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / (12 h) + O(h^4)
///
/// With h = 1e-4 the truncation, h^4 / 30 times the fifth derivative, is below 1e-17 for functions
/// of size and curvature 1; rounding of f by e leaves 1.5 e / h: about 1e-11 for a few units in the
/// last place.
enum Differences {
  static let step = 1e-4

  /// The derivative of each element of `function` at 0.
  static func derivative(step h: Double = step, _ function: (Double) -> [Double]) -> [Double] {
    let near = zip(function(h), function(-h)).map { $0 - $1 }
    let far = zip(function(2 * h), function(-2 * h)).map { $0 - $1 }
    return zip(near, far).map { (8 * $0 - $1) / (12 * h) }
  }

  /// The largest difference, relative to the largest magnitude of `expected` or to `floor`;
  /// infinite if a value is not finite.
  static func deviation(_ values: [Double], _ expected: [Double], floor: Double) -> Double {
    guard values.count == expected.count else { return .infinity }
    var (error, scale) = (0.0, floor)
    for (value, expected) in zip(values, expected) {
      guard value.isFinite, expected.isFinite else { return .infinity }
      error = max(error, (value - expected).magnitude)
      scale = max(scale, expected.magnitude)
    }
    return error / scale
  }

  /// How many elements differ in their bits.
  static func differingBits(_ values: [Double], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    return Double(zip(values, expected).count { $0.bitPattern != $1.bitPattern })
  }

  static func dot(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }

  static func normal(_ count: Int, _ generator: inout RandomGenerator) -> [Double] {
    (0..<count).map { _ in generator.normal() }
  }
}
