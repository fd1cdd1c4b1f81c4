internal import TextModeling

/// What a network is fed of a series and what is made of its answers, step by step in constant
/// memory.
struct SeriesEncoder {
  let scaling: SeriesScaling
  private var targets: [SeriesScaling.Target]
  /// z of the last value of each target that was there.
  private var last: [Double]
  /// What the simple forecaster missed at the last step of each target, in its usual size; NaN
  /// where the value is missing.
  private var surprises: [Double]
  /// The simple forecasts of z: [targets][H].
  private(set) var baselines: [[Double]]
  private var isMissing: [Bool]
  /// The last period of z of each target, the oldest first.
  private var seasons: [[Double]]
  private var features: [Double]

  /// An encoder before the first row of a series.
  init(_ scaling: SeriesScaling, series name: String?) {
    self.scaling = scaling
    targets = scaling.targets[name ?? ""] ?? []
    let count = targets.count
    last = Array(repeating: .nan, count: count)
    surprises = Array(repeating: .nan, count: count)
    baselines = Array(
      repeating: Array(repeating: .nan, count: scaling.horizon), count: count)
    isMissing = Array(repeating: true, count: count)
    seasons = Array(
      repeating: scaling.period > 1 ? Array(repeating: .nan, count: scaling.period) : [],
      count: count)
    features = Array(repeating: .nan, count: scaling.features.count)
  }

  /// Takes the next row; NaN: missing.
  mutating func observe(targets values: [Double], features: [Double]) {
    for (index, value) in values.enumerated() {
      let z = scaling.transformed(value)
      surprises[index] = (z - baselines[index][0]) / targets[index].errors[0]
      isMissing[index] = z.isNaN
      if !z.isNaN { last[index] = z }
      targets[index].baseline.observe(z)
      baselines[index] = targets[index].baseline.forecasts(scaling.horizon)
      if scaling.period > 1 {
        seasons[index].removeFirst()
        seasons[index].append(z)
      }
    }
    self.features = features
  }

  /// Whether every target has a simple forecast.
  var canForecast: Bool { !baselines.contains { $0.contains(where: \.isNaN) } }

  /// What the network is fed [m] to forecast the rows after this one.
  ///
  /// - Parameters:
  ///   - known: the values known of the next H rows, column by column: [columns][H].
  ///   - calendar: sine and cosine of the next row's places.
  func input(known: [[Double]], calendar: [Double]) -> [Double] {
    var input: [Double] = []
    func append(_ value: Double) {
      // What is far outside of all that was seen in training is no more than far outside.
      input.append(value.isNaN ? 0 : min(max(value, -10), 10))
    }
    for (index, target) in targets.enumerated() {
      let size = target.errors[0]
      append(surprises[index])
      append((baselines[index][0] - last[index]) / target.deviation)
      if scaling.feedsLevel { append((last[index] - target.mean) / target.deviation) }
      if scaling.period > 1 {
        append((seasons[index][0] - baselines[index][0]) / max(size, 0.1 * target.deviation))
      }
      if scaling.areGappy[index] { input.append(isMissing[index] ? 1 : 0) }
    }
    for (value, column) in zip(features, scaling.features) {
      append(column.scaled(value))
      if column.isGappy { input.append(value.isNaN ? 1 : 0) }
    }
    for (values, column) in zip(known, scaling.known) {
      for value in values { append(column.scaled(value)) }
    }
    return input + calendar
  }

  /// What the network is to answer [H, targets] where these values come: [targets][H].
  func answers(_ values: [[Double]]) -> [Double] {
    (0..<scaling.horizon).flatMap { step in
      targets.indices.map { index in
        (scaling.transformed(values[index][step]) - baselines[index][step])
          / targets[index].errors[step]
      }
    }
  }

  /// y of an answer of the network.
  func value(_ answer: Double, step: Int, target: Int) -> Double {
    scaling.restored(baselines[target][step] + targets[target].errors[step] * answer)
  }

  /// What the simple forecaster alone says of a step.
  func baseline(step: Int, target: Int) -> Double { value(0, step: step, target: target) }
}

extension SeriesTable.Series {
  /// What is known of the `horizon` rows after row `row`: [columns][H]; NaN beyond the table.
  func known(after row: Int, horizon: Int) -> [[Double]] {
    known.map { column in
      (1...horizon).map { row + $0 < column.count ? column[row + $0] : .nan }
    }
  }

  /// Values of every target in the `horizon` rows after row `row`, NaN from row `end` on:
  /// [targets][H].
  func targets(after row: Int, horizon: Int, before end: Int) -> [[Double]] {
    targets.map { column in (1...horizon).map { row + $0 < end ? column[row + $0] : .nan } }
  }

  /// Sine and cosine of the places of row `row` in the calendar; the row after the last is one step
  /// on.
  func calendar(of row: Int, _ features: [CalendarFeature], step: SeriesStep?) -> [Double] {
    guard !features.isEmpty, let last = times.last else { return [] }
    let time =
      row < times.count ? times[row] : step?.time(row - times.count + 1, after: last) ?? last
    return features.flatMap { $0.values(of: time) }
  }
}
