/// A linear autoregression with an intercept: y_t = c + sum_k w_k y_(t - lag_k).
///
/// A missing value is taken to be as forecast.
struct Autoregression: Sendable, Hashable, Codable {
  /// In ascending order.
  let lags: [Int]
  /// c, then a weight for each lag.
  let coefficients: [Double]
  /// The last values, the latest at ``newest``.
  private var recent: [Double]
  private var newest = -1
  private var count = 0

  init(lags: [Int], coefficients: [Double]) {
    precondition(coefficients.count == lags.count + 1, "autoregression of \(lags)")
    self.lags = lags
    self.coefficients = coefficients
    recent = Array(repeating: 0, count: max(1, lags.last ?? 1))
  }

  /// Whether its numbers make a filter: those of a file may be anything.
  var isSound: Bool {
    coefficients.count == lags.count + 1 && recent.count == max(1, lags.last ?? 1)
      && lags.allSatisfy { $0 > 0 } && zip(lags, lags.dropFirst()).allSatisfy(<)
      && (-1..<recent.count).contains(newest) && (0...recent.count).contains(count)
  }

  mutating func observe(_ value: Double) {
    let known = value.isNaN ? forecast(1) : value
    guard !known.isNaN || count > 0 else { return }
    newest = (newest + 1) % recent.count
    recent[newest] = known.isNaN ? recent[(newest + recent.count - 1) % recent.count] : known
    count = min(count + 1, recent.count)
  }

  /// The value `steps` steps on; NaN until the longest lag is there.
  func forecast(_ steps: Int) -> Double { forecasts(steps).last ?? .nan }

  /// The next values.
  func forecasts(_ steps: Int) -> [Double] {
    guard count == recent.count else { return Array(repeating: .nan, count: steps) }
    var result: [Double] = []
    result.reserveCapacity(steps)
    for step in 1...max(steps, 1) {
      var value = coefficients[0]
      for (index, lag) in lags.enumerated() {
        let before = step - 1 - lag
        value +=
          coefficients[index + 1]
          * (before >= 0
            ? result[before] : recent[(newest + before + 1 + recent.count) % recent.count])
      }
      result.append(value)
    }
    return result
  }

  /// The lags that are tried for a series of so many values.
  static func lags(of count: Int, period: Int) -> [Int] {
    let longest = min(32, max(1, count / 8))
    var lags = Array(1...longest)
    if period > longest, period + 1 < count / 3 { lags += [period, period + 1] }
    return lags
  }

  /// The autoregression of least squares, of the number of lags that Akaike's criterion (1974)
  /// prefers; lags of the season are always among them. Nil: too few values.
  init?(fitting values: [Double], period: Int) {
    let all = Self.lags(of: values.count, period: period)
    let longest = all.last ?? 1
    guard values.count > longest + all.count + 2 else { return nil }
    let known = values.filter { !$0.isNaN }
    guard !known.isEmpty else { return nil }
    // Around their mean, so that sums of squares keep their figures.
    let mean = known.reduce(0, +) / Double(known.count)
    var normal = NormalEquations(size: all.count + 1)
    for t in longest..<values.count {
      let row = [1] + all.map { values[t - $0] - mean }
      let target = values[t] - mean
      guard !target.isNaN, !row.contains(where: \.isNaN) else { continue }
      normal.add(row, target)
    }
    let seasonal = all.filter { $0 == period || $0 == period + 1 }
    var best: (criterion: Double, lags: [Int], weights: [Double])?
    for order in 1...all.count {
      let lags = all.prefix(order) + seasonal.filter { $0 > all[order - 1] }
      let places = [0] + lags.map { (all.firstIndex(of: $0) ?? 0) + 1 }
      guard normal.count > places.count + 1, let (weights, squares) = normal.solve(places) else {
        continue
      }
      let samples = Double(normal.count)
      let criterion =
        samples * Double.logarithm(max(squares / samples, .leastNormalMagnitude))
        + 2 * Double(places.count)
      if criterion < best?.criterion ?? .infinity {
        best = (criterion, Array(lags), weights)
      }
    }
    guard let best else { return nil }
    let sum = best.weights.dropFirst().reduce(0, +)
    self.init(
      lags: best.lags,
      coefficients: [best.weights[0] + mean * (1 - sum)] + best.weights.dropFirst())
  }
}
