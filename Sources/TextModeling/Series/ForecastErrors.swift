internal import Foundation

/// Measures of forecasts against what came.
///
/// MAE, RMSE and sMAPE are over all forecasts; MASE (Hyndman and Koehler 2006) is the mean of
/// |y - f| over the mean step of the seasonal naive forecast in the training part of each series;
/// sMAPE is 200 |y - f| / (|y| + |f|), 0 where both are. The pinball loss is the mean over the
/// interval's two ends and the forecast as the median; coverage is the share of values within.
public struct ForecastErrors: Sendable, Hashable, Codable {
  /// Forecasts measured.
  public private(set) var count = 0
  private var absolute = 0.0
  private var squared = 0.0
  private var scaled = 0.0
  private var scaledCount = 0
  private var percentage = 0.0
  private var pinball = 0.0
  private var intervalCount = 0
  private var coveredCount = 0

  /// Nothing measured yet.
  public init() {}

  /// Takes note of a forecast; one of a missing value, NaN, is none.
  ///
  /// - Parameters:
  ///   - interval: the ends of the interval; nil: there is none.
  ///   - level: the probability of the interval.
  ///   - scale: the mean step of the seasonal naive forecast in training; nil or 0: no MASE.
  public mutating func append(
    _ forecast: Double, interval: (lower: Double, upper: Double)? = nil, level: Double = 0.9,
    actual: Double, scale: Double? = nil
  ) {
    guard !actual.isNaN, !forecast.isNaN else { return }
    let error = (actual - forecast).magnitude
    count += 1
    absolute += error
    squared += error * error
    if error > 0 { percentage += 200 * error / (actual.magnitude + forecast.magnitude) }
    if let scale, scale > 0 {
      scaled += error / scale
      scaledCount += 1
    }
    guard let interval else { return }
    intervalCount += 1
    if (interval.lower...max(interval.lower, interval.upper)).contains(actual) { coveredCount += 1 }
    func loss(_ quantile: Double, _ level: Double) -> Double {
      max(level * (actual - quantile), (level - 1) * (actual - quantile))
    }
    let tail = (1 - level) / 2
    pinball +=
      (loss(interval.lower, tail) + loss(forecast, 0.5) + loss(interval.upper, 1 - tail)) / 3
  }

  /// The mean absolute error.
  public var mae: Double { absolute / Double(count) }
  /// The root of the mean squared error.
  public var rmse: Double { (squared / Double(count)).squareRoot() }
  /// The mean absolute scaled error; nil: no series has a scale.
  public var mase: Double? { scaledCount > 0 ? scaled / Double(scaledCount) : nil }
  /// The symmetric mean absolute percentage error, from 0 to 200.
  public var smape: Double { percentage / Double(count) }
  /// The mean pinball loss; nil without intervals.
  public var pinballLoss: Double? { intervalCount > 0 ? pinball / Double(intervalCount) : nil }
  /// The share of values within their interval; nil without intervals.
  public var coverage: Double? {
    intervalCount > 0 ? Double(coveredCount) / Double(intervalCount) : nil
  }

  /// The quantile of sorted values, between neighbours in a straight line.
  package static func quantile(_ level: Double, of sorted: [Double]) -> Double {
    guard let first = sorted.first else { return .nan }
    guard sorted.count > 1 else { return first }
    let place = min(max(level, 0), 1) * Double(sorted.count - 1)
    let index = min(Int(place), sorted.count - 2)
    return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
  }

  /// The mean |y_t - y_(t - period)| of a series, missing values left out; nil: there is none.
  package static func seasonalStep(of values: some RandomAccessCollection<Double>, period: Int)
    -> Double?
  {
    let values = Array(values)
    guard values.count > period else { return nil }
    let steps = (period..<values.count).map { (values[$0] - values[$0 - period]).magnitude }
      .filter { !$0.isNaN }
    return steps.isEmpty ? nil : steps.reduce(0, +) / Double(steps.count)
  }
}
