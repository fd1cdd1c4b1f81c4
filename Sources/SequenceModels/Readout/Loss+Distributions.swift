internal import Foundation

// The distributions of values: negative log-likelihoods and their derivatives with respect to the
// outputs that make location and scale.
extension Loss {
  /// The smallest scale.
  private static var leastScale: Double { 1e-3 }

  /// log(1 + e^x), without overflow.
  static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-x.magnitude)) }

  /// The scale that an output makes.
  static func scale(_ output: Double) -> Double { softplus(output) + leastScale }

  /// The degrees of freedom that an output makes.
  static func degreesOfFreedom(_ output: Double) -> Double { 2 + softplus(output) }

  /// The loss of a normal distribution, and its derivatives.
  static func gaussian(
    _ mean: Double, _ output: Double, _ target: Double
  ) -> (loss: Double, location: Double, scale: Double) {
    let scale = scale(output)
    let z = (target - mean) / scale
    return (
      log(scale) + z * z / 2 + log(2 * Double.pi) / 2, -z / scale,
      (1 - z * z) / scale * Double.sigmoid(output)
    )
  }

  /// The loss of a Student t distribution, and its derivatives; the last one with respect to the
  /// degrees of freedom themselves.
  static func studentT(
    _ location: Double, _ output: Double, _ nu: Double, _ target: Double
  ) -> (loss: Double, location: Double, scale: Double, degreesOfFreedom: Double) {
    let scale = scale(output)
    let z = (target - location) / scale
    let (whole, half) = (gamma(nu / 2), gamma((nu + 1) / 2))
    let tail = log1p(z * z / nu)
    let pull = (nu + 1) / (nu + z * z)
    return (
      whole.logarithm - half.logarithm + log(Double.pi * nu) / 2 + log(scale)
        + (nu + 1) / 2 * tail,
      -pull * z / scale, (1 - pull * z * z) / scale * Double.sigmoid(output),
      (whole.derivative - half.derivative + 1 / nu + tail - pull * z * z / nu) / 2
    )
  }

  /// log Gamma(x) and its derivative for x > 0: Stirling's series beyond 10, where its first
  /// neglected terms are below 1e-17, and Gamma(x + 1) = x Gamma(x) before.
  private static func gamma(_ x: Double) -> (logarithm: Double, derivative: Double) {
    var (x, product, sum) = (x, 1.0, 0.0)
    while x < 10 {
      product *= x
      sum += 1 / x
      x += 1
    }
    let square = 1 / (x * x)
    // B_2k / (2 k (2 k - 1)) of the logarithm; 2 k - 1 times it of the derivative.
    let numerators: [Double] = [1, -1, 1, -1, 1, -691, 1, -3617]
    let denominators: [Double] = [12, 360, 1260, 1680, 1188, 360_360, 156, 122_400]
    var (logarithm, derivative, power) = (0.0, 0.0, 1 / x)
    for index in numerators.indices {
      let coefficient = numerators[index] / denominators[index]
      logarithm += coefficient * power
      derivative -= coefficient * Double(2 * index + 1) * power / x
      power *= square
    }
    return (
      (x - 0.5) * log(x) - x + log(2 * Double.pi) / 2 + logarithm - log(product),
      log(x) - 0.5 / x + derivative - sum
    )
  }
}
