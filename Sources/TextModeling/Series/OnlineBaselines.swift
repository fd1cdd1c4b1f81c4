/// Holt-Winters smoothing whose weights are found while it goes: a grid of filters runs side by
/// side, and the one of the least squared error so far forecasts.
struct OnlineHoltWinters: Sendable, Hashable, Codable {
  private var filters: [HoltWinters]
  private var squares: [Double]

  init(period: Int, isMultiplicative: Bool = false) {
    filters = []
    for level in [0.05, 0.1, 0.3, 0.6, 0.9] {
      for trend in [0, 0.02, 0.1, 0.3] {
        for season in period > 1 ? [0.05, 0.1, 0.3, 0.6] : [0] {
          filters.append(
            HoltWinters(
              period: period, isMultiplicative: isMultiplicative,
              weights: HoltWinters.Weights(
                level: level, trend: trend, season: season, damping: 1)))
        }
      }
    }
    squares = Array(repeating: 0, count: filters.count)
  }

  /// Whether its numbers make a filter: those of a file may be anything.
  var isSound: Bool {
    !filters.isEmpty && squares.count == filters.count && filters.allSatisfy(\.isSound)
  }

  mutating func observe(_ value: Double) {
    for index in filters.indices {
      let error = value - filters[index].forecast(1)
      if !error.isNaN { squares[index] += error * error }
      filters[index].observe(value)
    }
  }

  func forecast(_ steps: Int) -> Double {
    let best = squares.indices.min { squares[$0] < squares[$1] } ?? 0
    return filters[best].forecast(steps)
  }
}

/// A linear autoregression of the last values and of those a period before, by least squares over
/// all that has come: its normal equations are solved anew at every value.
struct OnlineAutoregression: Sendable, Hashable, Codable {
  private let lags: [Int]
  private var normal: NormalEquations
  private var model: Autoregression?
  /// The latest last.
  private var recent: [Double] = []
  /// The first value, which all are counted from so that sums keep their figures.
  private var origin = Double.nan

  init(period: Int) {
    lags = period > 1 ? Array(Set([1, 2, 3, period, period + 1])).sorted() : Array(1...6)
    normal = NormalEquations(size: lags.count + 1)
  }

  /// Whether its numbers make a filter: those of a file may be anything.
  var isSound: Bool {
    normal.size == lags.count + 1 && normal.isSound && recent.count <= longest
      && lags.allSatisfy { $0 > 0 } && zip(lags, lags.dropFirst()).allSatisfy(<)
      && model.map { $0.isSound && $0.lags == lags } ?? true
  }

  private var longest: Int { lags.last ?? 1 }

  mutating func observe(_ value: Double) {
    if origin.isNaN { origin = value }
    guard !origin.isNaN else { return }
    let known = value.isNaN ? forecast(1) - origin : value - origin
    if recent.count == longest {
      if !value.isNaN {
        normal.add([1] + lags.map { recent[longest - $0] }, known)
        // Sums over few values say little.
        if normal.count > 2 * normal.size, let found = normal.solve(Array(0..<normal.size)) {
          model = Autoregression(lags: lags, coefficients: found.weights)
        }
      }
      recent.removeFirst()
    }
    recent.append(known.isNaN ? recent.last ?? 0 : known)
  }

  func forecast(_ steps: Int) -> Double {
    guard var model else { return .nan }
    for value in recent { model.observe(value) }
    return origin + model.forecast(steps)
  }
}
