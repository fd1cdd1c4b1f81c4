internal import Foundation
public import TextModeling

/// What the training part of a table says of its numbers: how they are scaled, and the simple
/// forecast that the network corrects.
///
/// With z = y, or log y of values whose changes grow with them, the network predicts what the
/// simple forecast b leaves of each of the next H values, in its usual size s:
///
///     u_h = (z_(t + h) - b_h) / s_h          s_h^2 = mean of (z_(t + h) - b_h)^2 in training
///
/// A network whose readout is zero forecasts as the simple forecaster does (Zhang 2003; Smyl 2020).
public struct SeriesScaling: Sendable, Hashable, Codable {
  /// The scales of one target of one series.
  struct Target: Sendable, Hashable, Codable {
    /// Of z.
    var mean: Double
    /// Of z; 1 where it is constant.
    var deviation: Double
    /// The forecaster before its first value.
    var baseline: SeriesBaseline
    /// s_h for every step of the horizon.
    var errors: [Double]
    /// The mean step of the seasonal naive forecast of y; nil: there is none.
    var seasonalStep: Double?
  }

  /// Mean and deviation of a column, over all series.
  struct Column: Sendable, Hashable, Codable {
    var mean: Double
    /// 1 where it is constant.
    var deviation: Double
    /// Whether values of it are missing in training.
    var isGappy: Bool

    /// The column of some values; 0 and 1 where there are none.
    init(_ values: [Double]) {
      let known = values.filter { !$0.isNaN }
      isGappy = known.count < values.count
      mean = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
      let mean = mean
      let variance =
        known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(known.count, 1))
      deviation =
        known.max() ?? 0 > known.min() ?? 0 && variance > 0 ? variance.squareRoot() : 1
    }

    /// A value as the network is fed it; a missing one is as the mean.
    func scaled(_ value: Double) -> Double { value.isNaN ? 0 : (value - mean) / deviation }
  }

  /// H
  let horizon: Int
  /// Steps of the season; 1: there is none.
  public let period: Int
  /// The simple forecaster that is corrected.
  public let baseline: SeriesBaseline.Kind
  /// Whether logarithms are forecast.
  public let isLogarithmic: Bool
  /// The targets of each series by its name, "" of a table that is one.
  var targets: [String: [Target]]
  /// Whether values of each target are missing in training.
  let areGappy: [Bool]
  let features: [Column]
  let known: [Column]

  /// z of a value; NaN of one that has none.
  func transformed(_ value: Double) -> Double {
    isLogarithmic ? (value > 0 ? log(value) : .nan) : value
  }

  /// y of a z.
  func restored(_ value: Double) -> Double { isLogarithmic ? exp(value) : value }

  /// Whether the network is fed where a value stands, and not only how it changes: of a series that
  /// keeps coming back.
  var feedsLevel: Bool { [.mean, .lastValue, .autoregression].contains(baseline) }

  /// Values that the network is fed of each target.
  private var valuesOfTarget: Int { 2 + (feedsLevel ? 1 : 0) + (period > 1 ? 1 : 0) }

  /// m: values that the network is fed at each step.
  func inputSize(of columns: SeriesColumns) -> Int {
    columns.targets.count * valuesOfTarget + areGappy.count { $0 }
      + features.count + features.count { $0.isGappy } + columns.known.count * horizon
      + 2 * columns.calendar.count
  }
}
