internal import Foundation

/// Exponential smoothing of level, trend and season (Holt 1957; Winters 1960), its trend damped
/// (Gardner and McKenzie 1985): after a value y, with the forecast f of it,
///
///     additive            level' = a (y - season) + (1 - a) (level + phi trend)
///     multiplicative      level' = a y / season   + (1 - a) (level + phi trend)
///     trend'  = b (level' - level) + (1 - b) phi trend
///     season' = g (y - level - phi trend) + (1 - g) season,   multiplicative / instead of -
///
/// Level, trend and seasons begin with the means of the first two periods. A missing value moves
/// the level along its trend.
struct HoltWinters: Sendable, Hashable, Codable {
  struct Weights: Sendable, Hashable, Codable {
    var level: Double
    var trend: Double
    var season: Double
    var damping: Double
  }

  let period: Int
  let isMultiplicative: Bool
  let weights: Weights
  private var level = Double.nan
  private var trend = 0.0
  /// By the place in the period; a single one without seasons.
  private var seasons: [Double] = []
  /// Values until two periods are there.
  private var first: [Double] = []
  private var place = 0

  init(period: Int, isMultiplicative: Bool = false, weights: Weights) {
    self.period = max(1, period)
    self.isMultiplicative = isMultiplicative && period > 1
    self.weights = weights
  }

  /// Whether its numbers make a filter: those of a file may be anything.
  var isSound: Bool {
    (1...1 << 20).contains(period) && first.count < max(2, 2 * period)
      && (seasons.isEmpty ? place == 0 : seasons.count == period && (0..<period).contains(place))
  }

  private var neutral: Double { isMultiplicative ? 1 : 0 }

  mutating func observe(_ value: Double) {
    guard seasons.isEmpty else {
      advance(value)
      return
    }
    first.append(value)
    guard first.count == 2 * period || period == 1 && first.contains(where: { !$0.isNaN }) else {
      return
    }
    begin()
  }

  private mutating func begin() {
    func mean(_ values: ArraySlice<Double>) -> Double {
      let known = values.filter { !$0.isNaN }
      return known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
    }
    let (one, two) = (mean(first[..<period]), mean(first[period...]))
    level = one.isNaN ? two : one
    guard !level.isNaN else {
      // Nothing is known yet: the oldest value makes room.
      first.removeFirst()
      return
    }
    trend = period == 1 || one.isNaN || two.isNaN ? 0 : (two - one) / Double(period)
    // The level at the middle of the first period, moved to before its beginning.
    level -= trend * Double(period + 1) / 2
    seasons = (0..<period).map { index in
      let offsets = [index, index + period].compactMap { place -> Double? in
        guard place < first.count, !first[place].isNaN else { return nil }
        let expected = level + trend * Double(place + 1)
        if isMultiplicative { return expected == 0 ? nil : first[place] / expected }
        return first[place] - expected
      }
      return period == 1 || offsets.isEmpty
        ? neutral : offsets.reduce(0, +) / Double(offsets.count)
    }
    if period == 1, let value = first.last { level = value }
    let values = period == 1 ? [] : first
    first = []
    for value in values { advance(value) }
  }

  private mutating func advance(_ value: Double) {
    let expected = level + weights.damping * trend
    let season = seasons[place]
    defer { place = (place + 1) % period }
    guard !value.isNaN else {
      level = expected
      trend *= weights.damping
      return
    }
    let bare = isMultiplicative ? (season == 0 ? value : value / season) : value - season
    let next = weights.level * bare + (1 - weights.level) * expected
    trend = weights.trend * (next - level) + (1 - weights.trend) * weights.damping * trend
    if period > 1 {
      let found = isMultiplicative ? (expected == 0 ? season : value / expected) : value - expected
      seasons[place] = weights.season * found + (1 - weights.season) * season
    }
    level = next
  }

  /// The value `steps` steps on; NaN until two periods have come.
  func forecast(_ steps: Int) -> Double {
    guard !seasons.isEmpty else { return .nan }
    let damping = weights.damping
    let reach =
      damping == 1 ? Double(steps) : damping * (1 - pow(damping, Double(steps))) / (1 - damping)
    let season = seasons[(place + steps - 1) % period]
    let value = level + reach * trend
    return isMultiplicative ? value * season : value + season
  }

  /// The mean squared error of the forecasts of one step.
  func error(on values: ArraySlice<Double>) -> Double {
    var (filter, sum, count) = (self, 0.0, 0)
    for (index, value) in values.enumerated() {
      let forecast = filter.forecast(1)
      if index >= 2 * period, !forecast.isNaN, !value.isNaN {
        sum += (value - forecast) * (value - forecast)
        count += 1
      }
      filter.observe(value)
    }
    return count > 0 && sum.isFinite ? sum / Double(count) : .infinity
  }

  /// The most values that weights are fitted to: the last.
  private static let mostFitted = 5000

  /// Smoothing whose weights have the least squared error of one step on some values, by a coarse
  /// grid and a pattern search from its best place.
  init(fitting values: [Double], period: Int, isMultiplicative: Bool = false) {
    let values = values.suffix(Self.mostFitted)
    func candidate(_ weights: Weights) -> Self {
      Self(period: period, isMultiplicative: isMultiplicative, weights: weights)
    }
    var best = candidate(Weights(level: 0.3, trend: 0.05, season: 0.2, damping: 1))
    var least = best.error(on: values)
    func consider(_ weights: Weights) -> Bool {
      let other = candidate(weights)
      let error = other.error(on: values)
      guard error < least else { return false }
      (best, least) = (other, error)
      return true
    }
    for level in [0.05, 0.2, 0.5, 0.9] {
      for trend in [0, 0.02, 0.2] {
        for season in period > 1 ? [0.02, 0.2, 0.6] : [0] {
          for damping in [1, 0.95] {
            _ = consider(Weights(level: level, trend: trend, season: season, damping: damping))
          }
        }
      }
    }
    var size = 0.2
    while size > 0.005 {
      var hasMoved = false
      for path in [\Weights.level, \.trend, \.season, \.damping] {
        for sign in [-1.0, 1] {
          var weights = best.weights
          weights[keyPath: path] = min(
            max(weights[keyPath: path] + sign * size * (path == \.damping ? 0.2 : 1), 0), 1)
          if weights != best.weights, consider(weights) { hasMoved = true }
        }
      }
      if !hasMoved { size /= 2 }
    }
    self = best
  }
}
