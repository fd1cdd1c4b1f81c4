internal import Foundation
internal import SequenceModels

/// What a network's answer says of one value: a distribution by its quantiles.
struct PredictedValue {
  private enum Shape {
    case point
    case gaussian(scale: Double)
    case studentT(scale: Double, degreesOfFreedom: Double)
    case quantiles([(level: Double, value: Double)])
  }

  private let location: Double
  private let shape: Shape
  /// Quantiles of the errors of a loss that knows no distribution, at equally spaced levels from 0
  /// to 1; empty: they are not known.
  private let errors: [Double]

  /// Value `index` of the `count` that an output predicts.
  init(_ output: [Double], index: Int, count: Int, loss: Loss, errors: [Double] = []) {
    self.errors = errors
    switch loss {
    case .gaussian: shape = .gaussian(scale: output[count + index])
    case .studentT(let given):
      shape = .studentT(
        scale: output[count + index], degreesOfFreedom: given ?? output[2 * count + index])
    case .quantiles(let levels):
      shape = .quantiles(levels.enumerated().map { ($1, output[$0 * count + index]) })
    default: shape = .point
    }
    location = output[index]
  }

  /// Whether it says how sure it is.
  var hasInterval: Bool {
    if case .point = shape { return !errors.isEmpty }
    return true
  }

  /// The forecast: the median, of a loss without a distribution its value.
  var value: Double {
    if case .quantiles = shape { return quantile(0.5) }
    return location
  }

  /// The quantile of a level; without a distribution that of the errors known, or the forecast.
  func quantile(_ level: Double) -> Double {
    switch shape {
    case .point:
      return errors.isEmpty ? location : location + ForecastErrors.quantile(level, of: errors)
    case .gaussian(let scale): return location + scale * Self.normalQuantile(level)
    case .studentT(let scale, let degrees):
      return location + scale * Self.studentQuantile(level, degreesOfFreedom: degrees)
    case .quantiles(let known):
      guard let first = known.first, let last = known.last, known.count > 1 else { return location }
      // Between neighbours in a straight line of z-scores, which goes on beyond the ends.
      var index = known.firstIndex { $0.level >= level } ?? known.count - 1
      index = min(max(index, 1), known.count - 1)
      let (low, high) = (known[index - 1], known[index])
      let (left, right) = (Self.normalQuantile(low.level), Self.normalQuantile(high.level))
      let part = (Self.normalQuantile(level) - left) / (right - left)
      let value = low.value + part * (high.value - low.value)
      return level < first.level
        ? min(value, first.value) : level > last.level ? max(value, last.value) : value
    }
  }

  /// The quantile of the standard normal distribution, of a relative error below 1.2e-9 (Acklam
  /// 2003).
  static func normalQuantile(_ level: Double) -> Double {
    let p = min(max(level, 1e-12), 1 - 1e-12)
    func tail(_ q: Double) -> Double {
      let above =
        ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
          - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
      let below =
        (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
          + 3.754408661907416) * q + 1
      return above / below
    }
    if p < 0.02425 { return tail((-2 * log(p)).squareRoot()) }
    if p > 1 - 0.02425 { return -tail((-2 * log(1 - p)).squareRoot()) }
    let q = p - 0.5
    let r = q * q
    let above =
      (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
        + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239) * q
    let below =
      ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
        + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1
    return above / below
  }

  /// The quantile of a Student t distribution of at least two degrees of freedom, by its expansion
  /// around the normal one (Abramowitz and Stegun 26.7.5): within 1 % from 0.025 to 0.975.
  static func studentQuantile(_ level: Double, degreesOfFreedom nu: Double) -> Double {
    let z = normalQuantile(level)
    let s = z * z
    let first = z * (s + 1) / 4
    let second = z * ((5 * s + 16) * s + 3) / 96
    let third = z * (((3 * s + 19) * s + 17) * s - 15) / 384
    let fourth = z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92_160
    return z + (first + (second + (third + fourth / nu) / nu) / nu) / nu
  }
}
