/// A simple forecaster of a series: a filter that takes values one by one, NaN for one that is
/// missing, and at any time says how it would go on.
///
/// ```swift
/// var baseline = SeriesBaseline(.holtWinters, fitting: months, period: 12)
/// for month in months { baseline?.observe(month) }
/// print(baseline?.forecasts(12) ?? [])
/// ```
public struct SeriesBaseline: Sendable, Hashable, Codable {
  /// The kinds, simplest first.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The mean of all values so far.
    case mean
    /// The last value.
    case lastValue = "last-value"
    /// The value a period before.
    case seasonalNaive = "seasonal-naive"
    /// A linear autoregression by least squares.
    case autoregression
    /// Exponential smoothing of level, trend and season, which add up.
    case holtWinters = "holt-winters"
    /// The same with seasons that multiply the level.
    case holtWintersMultiplicative = "holt-winters-multiplicative"
  }

  private enum Filter: Sendable, Hashable, Codable {
    case mean(sum: Double, count: Int)
    case lastValue(Double)
    case seasonalNaive(values: [Double], place: Int)
    case autoregression(Autoregression)
    case holtWinters(HoltWinters)
    case onlineAutoregression(OnlineAutoregression)
    case onlineHoltWinters(OnlineHoltWinters)
  }

  /// The kind of forecaster.
  public let kind: Kind
  private var filter: Filter

  /// A forecaster fitted to some values, before the first of them; nil where it has none: a season
  /// without a period, more weights than values tell, a season that multiplies values which are not
  /// positive.
  ///
  /// - Parameter period: steps of a season; 1: there is none.
  public init?(_ kind: Kind, fitting values: [Double], period: Int) {
    guard let filter = Self.simple(kind, period) else {
      let hasSeasons = period > 1 && values.count >= 2 * period + 2
      switch kind {
      case .autoregression:
        guard let found = Autoregression(fitting: values, period: period) else { return nil }
        self.init(kind, .autoregression(found))
      case .holtWinters:
        self.init(
          kind, .holtWinters(HoltWinters(fitting: values, period: hasSeasons ? period : 1)))
      case .holtWintersMultiplicative:
        guard hasSeasons, values.allSatisfy({ $0.isNaN || $0 > 0 }) else { return nil }
        self.init(
          kind,
          .holtWinters(HoltWinters(fitting: values, period: period, isMultiplicative: true)))
      default: return nil
      }
      return
    }
    self.init(kind, filter)
  }

  /// A forecaster that finds its weights while values come; nil: a season without a period.
  public init?(online kind: Kind, period: Int) {
    let filter: Filter
    switch kind {
    case .autoregression: filter = .onlineAutoregression(OnlineAutoregression(period: period))
    case .holtWinters: filter = .onlineHoltWinters(OnlineHoltWinters(period: period))
    case .holtWintersMultiplicative:
      guard period > 1 else { return nil }
      filter = .onlineHoltWinters(OnlineHoltWinters(period: period, isMultiplicative: true))
    default:
      guard let simple = Self.simple(kind, period) else { return nil }
      filter = simple
    }
    self.init(kind, filter)
  }

  private init(_ kind: Kind, _ filter: Filter) {
    self.kind = kind
    self.filter = filter
  }

  /// Whether its numbers make a filter: those of a file may be anything.
  package var isSound: Bool {
    switch filter {
    case .mean(_, let count): count >= 0
    case .lastValue: true
    case .seasonalNaive(let values, let place): values.indices.contains(place)
    case .autoregression(let model): model.isSound
    case .holtWinters(let model): model.isSound
    case .onlineAutoregression(let model): model.isSound
    case .onlineHoltWinters(let model): model.isSound
    }
  }

  /// The filters without weights; nil of other kinds.
  private static func simple(_ kind: Kind, _ period: Int) -> Filter? {
    switch kind {
    case .mean: .mean(sum: 0, count: 0)
    case .lastValue: .lastValue(.nan)
    case .seasonalNaive:
      period > 1
        ? .seasonalNaive(values: Array(repeating: .nan, count: period), place: 0) : nil
    case .autoregression, .holtWinters, .holtWintersMultiplicative: nil
    }
  }

  /// Takes the next value; NaN: it is missing.
  public mutating func observe(_ value: Double) {
    switch filter {
    case .mean(let sum, let count):
      if !value.isNaN { filter = .mean(sum: sum + value, count: count + 1) }
    case .lastValue: if !value.isNaN { filter = .lastValue(value) }
    case .seasonalNaive(var values, let place):
      // Given back before it changes, the array is not copied.
      filter = .lastValue(.nan)
      if !value.isNaN { values[place] = value }
      filter = .seasonalNaive(values: values, place: (place + 1) % values.count)
    case .autoregression(var model):
      filter = .lastValue(.nan)
      model.observe(value)
      filter = .autoregression(model)
    case .holtWinters(var model):
      filter = .lastValue(.nan)
      model.observe(value)
      filter = .holtWinters(model)
    case .onlineAutoregression(var model):
      filter = .lastValue(.nan)
      model.observe(value)
      filter = .onlineAutoregression(model)
    case .onlineHoltWinters(var model):
      filter = .lastValue(.nan)
      model.observe(value)
      filter = .onlineHoltWinters(model)
    }
  }

  /// The next values; NaN as long as too few have come.
  public func forecasts(_ steps: Int) -> [Double] {
    func each(_ forecast: (Int) -> Double) -> [Double] { (0..<steps).map { forecast($0 + 1) } }
    switch filter {
    case .mean(let sum, let count): return each { _ in count > 0 ? sum / Double(count) : .nan }
    case .lastValue(let value): return each { _ in value }
    case .seasonalNaive(let values, let place):
      return each { values[(place + $0 - 1) % values.count] }
    case .autoregression(let model): return model.forecasts(steps)
    case .holtWinters(let model): return each(model.forecast)
    case .onlineAutoregression(let model): return each(model.forecast)
    case .onlineHoltWinters(let model): return each(model.forecast)
    }
  }

  /// Steps of the season of a series: what its step suggests, or where the correlation of its
  /// changes with those before is highest, above 0.3; 1: none.
  package static func period(
    of values: [Double], step: SeriesStep?, isOnCalendar: Bool
  ) -> Int {
    if let usual = step?.usualPeriod(isOnCalendar: isOnCalendar) {
      return values.count >= 2 * usual ? usual : 1
    }
    let changes = zip(values, values.dropFirst()).suffix(20_000).map { $1 - $0 }
      .map { $0.isNaN ? 0 : $0 }
    let total = changes.reduce(0) { $0 + $1 * $1 }
    let longest = min(400, changes.count / 3)
    guard total > 0, longest > 3 else { return 1 }
    let correlations = (1...longest).map { lag in
      (lag..<changes.count).reduce(0) { $0 + changes[$1] * changes[$1 - lag] } / total
        * Double(changes.count) / Double(changes.count - lag)
    }
    var best = (period: 1, correlation: 0.3)
    for index in 1..<longest - 1
    where correlations[index] > correlations[index - 1]
      && correlations[index] >= correlations[index + 1]
      && correlations[index] > best.correlation + 0.05
    {
      best = (index + 1, correlations[index])
    }
    return best.period
  }
}
