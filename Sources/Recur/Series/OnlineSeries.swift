internal import Foundation
package import TextModeling

/// What a network that learns a series row by row is fed and is to answer, and the simple
/// forecasters beside it: all that is kept of the past but the network's own state.
///
/// The simple forecaster of the least recent error is corrected; the network is fed what the others
/// say beside it. Scales are running ones: with errors e of the corrected forecast that fade,
/// s^2 = mean of e^2, and the network predicts (y - b) / s.
package struct OnlineSeries: Sendable, Hashable, Codable {
  /// Mean and deviation of the values so far, the older ones fading.
  struct Running: Sendable, Hashable, Codable {
    private(set) var mean = 0.0
    private var square = 0.0
    private var weight = 0.0

    /// - Parameter fading: what is left of the weight of a value after the next.
    mutating func observe(_ value: Double, fading: Double = 1) {
      guard !value.isNaN else { return }
      weight = fading * weight + 1
      let difference = value - mean
      mean += difference / weight
      square = fading * square + difference * (value - mean)
    }

    /// Whether there was a value.
    var isKnown: Bool { weight > 0 }

    var deviation: Double { weight > 0 ? max(square / weight, 0).squareRoot() : 0 }

    /// A value as a network is fed it; 0 where it is missing or nothing is known.
    func scaled(_ value: Double) -> Double {
      value.isNaN || deviation == 0 ? 0 : min(max((value - mean) / deviation, -10), 10)
    }

    var isSound: Bool { mean.isFinite && square.isFinite && weight.isFinite && weight >= 0 }
  }

  /// A target with its forecasters.
  struct Target: Sendable, Hashable, Codable {
    var forecasters: [SeriesBaseline]
    /// What each forecasts next; NaN: nothing yet.
    var forecasts: [Double]
    /// The absolute errors of each, fading; 0 of one that has forecast nothing yet.
    var errors: [Running]
    /// What the known values explain of what the corrected forecast misses.
    var regression: OnlineRegression
    /// The known values of the next row.
    var explaining: [Double] = []
    /// What the best forecaster misses alone, and together with what is explained.
    var alone = Size()
    var explained = Size()
    var values = Running()
    var last = Double.nan
    /// What the corrected forecast missed at the last row, in its usual size.
    var surprise = 0.0

    init(period: Int, known: Int) {
      forecasters = OnlineSeries.kinds.compactMap { SeriesBaseline(online: $0, period: period) }
      forecasts = forecasters.map { _ in .nan }
      errors = forecasters.map { _ in Running() }
      regression = OnlineRegression(size: known)
    }

    /// The forecaster that is corrected; nil: none knows anything.
    var best: Int? {
      let known = forecasts.indices.filter { !forecasts[$0].isNaN }
      return known.filter { errors[$0].isKnown }.min { errors[$0].mean < errors[$1].mean }
        ?? known.first
    }

    /// What the best forecaster says; NaN: nothing yet.
    var simple: Double { best.map { forecasts[$0] } ?? .nan }

    /// What the best forecaster says together with what is explained.
    var informed: Double { simple + alone.root * regression.value(of: explaining) }

    /// The forecast that is corrected; NaN: there is none.
    var baseline: Double { explained.mean < alone.mean ? informed : simple }

    /// s: a little of the deviation of the values where nothing was missed yet.
    var scale: Double {
      max(min(alone.root, explained.root), 1e-3 * values.deviation, .leastNormalMagnitude)
    }
  }

  /// The mean square of some errors, the older ones fading.
  struct Size: Sendable, Hashable, Codable {
    private var sum = 0.0
    private var weight = 0.0

    mutating func observe(_ error: Double, fading: Double) {
      guard !error.isNaN else { return }
      sum = fading * sum + error * error
      weight = fading * weight + 1
    }

    var mean: Double { weight > 0 ? sum / weight : 0 }
    var root: Double { mean.squareRoot() }
    var isSound: Bool { sum.isFinite && weight.isFinite && sum >= 0 && weight >= 0 }
  }

  /// The forecasters that a network corrects, simplest first.
  static let kinds: [SeriesBaseline.Kind] = [
    .lastValue, .seasonalNaive, .autoregression, .holtWinters, .holtWintersMultiplicative,
  ]
  /// What is left of the weight of an error after a row.
  private static let fading = 0.99

  package let columns: SeriesColumns
  /// Steps of the season; 1: there is none.
  package let period: Int
  private(set) var targets: [Target]
  private var features: [Running]
  private var lastFeatures: [Double]
  private var known: [Running]
  /// The known values of the last period, the oldest first, and how they change in a period.
  private var pastKnown: [[Double]] = []
  private var changes: [Running]
  /// Rows so far.
  package private(set) var rowCount = 0

  /// A series before its first row.
  package init(columns: SeriesColumns, period: Int) {
    self.columns = columns
    self.period = period
    let size = columns.known.count * (period > 1 ? 2 : 1) + 2 * columns.calendar.count
    targets = columns.targets.map { _ in Target(period: period, known: size) }
    changes = columns.known.map { _ in Running() }
    features = columns.features.map { _ in Running() }
    lastFeatures = columns.features.map { _ in .nan }
    known = columns.known.map { _ in Running() }
  }

  /// Values that explain what is missed.
  private var knownSize: Int {
    columns.known.count * (period > 1 ? 2 : 1) + 2 * columns.calendar.count
  }

  /// m: values that the network is fed.
  package var inputSize: Int {
    targets.reduce(0) { $0 + $1.forecasters.count + 3 } + columns.features.count + knownSize
  }

  /// Whether it can be of such columns: numbers of a file may be anything.
  var isSound: Bool {
    (1...1 << 20).contains(period) && targets.count == columns.targets.count && rowCount >= 0
      && features.count == columns.features.count && lastFeatures.count == features.count
      && known.count == columns.known.count && changes.count == known.count
      && pastKnown.count <= period && pastKnown.allSatisfy { $0.count == known.count }
      && (features + known + changes).allSatisfy(\.isSound)
      && targets.allSatisfy { target in
        !target.forecasters.isEmpty && target.forecasters.allSatisfy(\.isSound)
          && target.forecasts.count == target.forecasters.count
          && target.errors.count == target.forecasters.count && target.values.isSound
          && target.errors.allSatisfy(\.isSound) && target.regression.isSound(size: knownSize)
          && target.alone.isSound && target.explained.isSound && target.surprise.isFinite
      }
  }

  /// Whether every target has a simple forecast, so that there is something to be corrected.
  package var canForecast: Bool { targets.allSatisfy { !$0.baseline.isNaN } }

  /// What the network is fed to forecast a row of which so much is known.
  package func input(known values: [Double], calendar: [Double]) -> [Double] {
    var input: [Double] = []
    func append(_ value: Double) { input.append(value.isNaN ? 0 : min(max(value, -10), 10)) }
    for target in targets {
      let (scale, baseline) = (target.scale, target.baseline)
      append(target.surprise)
      input.append(target.values.scaled(target.last))
      append((baseline - target.last) / max(target.values.deviation, scale))
      for forecast in target.forecasts { append((forecast - baseline) / scale) }
    }
    for (running, value) in zip(features, lastFeatures) { input.append(running.scaled(value)) }
    return input + explaining(values, calendar)
  }

  /// What is known of a row as the network is fed it: the values, how they differ from those a
  /// period before, and the calendar.
  private func explaining(_ values: [Double], _ calendar: [Double]) -> [Double] {
    var found = zip(known, values).map { $0.scaled($1) }
    if period > 1 {
      let past = pastKnown.count == period ? pastKnown[0] : values
      found += changes.indices.map { changes[$0].scaled(values[$0] - past[$0]) }
    }
    return found + calendar
  }

  /// Learns what is known of the next row, which its forecasts then count in.
  package mutating func expect(known values: [Double], calendar: [Double]) {
    let explaining = explaining(values, calendar)
    for index in targets.indices { targets[index].explaining = explaining }
  }

  /// What the network is to answer where these values come.
  package func answers(_ values: [Double]) -> [Double] {
    zip(targets, values).map { target, value in
      min(max((value - target.baseline) / target.scale, -10), 10)
    }
  }

  /// The value of a target by an answer of the network.
  package func value(_ answer: Double, target: Int) -> Double {
    targets[target].baseline + targets[target].scale * answer
  }

  /// The forecasts of every simple forecaster of a target, by its kind.
  package func forecasts(target: Int) -> [(kind: SeriesBaseline.Kind, value: Double)] {
    zip(targets[target].forecasters, targets[target].forecasts).map { ($0.kind, $1) }
  }

  /// The kind of forecaster that is corrected now.
  package func corrected(target: Int) -> SeriesBaseline.Kind? {
    targets[target].best.map { targets[target].forecasters[$0].kind }
  }

  /// Takes the row that was to be forecast.
  package mutating func observe(_ row: SeriesRows.Row) {
    for (index, value) in row.targets.enumerated() { targets[index].observe(value, Self.fading) }
    for (index, value) in row.features.enumerated() { features[index].observe(value) }
    lastFeatures = row.features
    if period > 1 {
      if pastKnown.count == period {
        for (index, value) in row.known.enumerated() {
          changes[index].observe(value - pastKnown[0][index])
        }
        pastKnown.removeFirst()
      }
      pastKnown.append(row.known)
    }
    for (index, value) in row.known.enumerated() { known[index].observe(value) }
    rowCount += 1
  }
}

extension OnlineSeries.Target {
  fileprivate mutating func observe(_ value: Double, _ fading: Double) {
    if !value.isNaN {
      let (missed, simple, informed) = (value - baseline, self.simple, self.informed)
      if !missed.isNaN {
        surprise = min(max(missed / scale, -10), 10)
        let size = max(alone.root, 1e-3 * values.deviation, .leastNormalMagnitude)
        if alone.root > 0 {
          regression.observe(min(max((value - simple) / size, -5), 5), of: explaining)
        }
        alone.observe(value - simple, fading: fading)
        explained.observe(value - informed, fading: fading)
      }
      for (index, forecast) in forecasts.enumerated() {
        errors[index].observe((value - forecast).magnitude, fading: fading)
      }
      values.observe(value)
      last = value
    } else {
      surprise = 0
    }
    for index in forecasters.indices {
      forecasters[index].observe(value)
      forecasts[index] = forecasters[index].forecasts(1)[0]
    }
  }
}
