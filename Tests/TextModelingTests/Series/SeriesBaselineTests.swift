import Foundation
import TensorCore
import Testing

@testable import TextModeling

@Suite("Simple forecasters of series")
struct SeriesBaselineTests {
  private func forecasts(
    _ baseline: SeriesBaseline?, after values: [Double], _ steps: Int
  ) throws -> [Double] {
    var baseline = try #require(baseline)
    for value in values { baseline.observe(value) }
    return baseline.forecasts(steps)
  }

  @Test("Mean, last value and the value a period before pass over what is missing")
  func simple() throws {
    let values = [1, 2, 6, .nan]
    func found(_ kind: SeriesBaseline.Kind) throws -> [Double] {
      try forecasts(SeriesBaseline(kind, fitting: values, period: 2), after: values, 3)
    }
    #expect(try found(.mean) == [3, 3, 3])
    #expect(try found(.lastValue) == [6, 6, 6])
    #expect(try found(.seasonalNaive) == [6, 2, 6])
    #expect(SeriesBaseline(.seasonalNaive, fitting: values, period: 1) == nil)
  }

  @Test("Holt's smoothing gives the values that one finds by hand")
  func holt() {
    var filter = HoltWinters(
      period: 1, weights: .init(level: 0.5, trend: 0.5, season: 0, damping: 1))
    filter.observe(10)
    #expect(filter.forecast(1) == 10)
    filter.observe(12)
    // Level 11, trend 0.5.
    #expect(filter.forecast(1) == 11.5 && filter.forecast(2) == 12)
    filter.observe(14)
    // Level 12.75, trend 0.5 (12.75 - 11) + 0.25.
    #expect(filter.forecast(1) == 13.875)
    filter.observe(.nan)
    #expect(filter.forecast(1) == 15)
  }

  @Test("Damped trends die away")
  func damping() {
    var filter = HoltWinters(
      period: 1, weights: .init(level: 1, trend: 1, season: 0, damping: 0.5))
    for value in [0, 8.0] { filter.observe(value) }
    // Level 8, trend 8: 8 + 4, then 8 + 4 + 2.
    #expect(filter.forecast(1) == 12 && filter.forecast(2) == 14)
  }

  @Test("Winters' seasons add to a trend, or multiply it, exactly")
  func winters() {
    var sum = HoltWinters(
      period: 2, weights: .init(level: 0.3, trend: 0.2, season: 0.4, damping: 1))
    for value in [12, 11, 14, 13.0] { sum.observe(value) }
    #expect((sum.forecast(1) - 16).magnitude < 1e-12)
    #expect((sum.forecast(2) - 15).magnitude < 1e-12)
    #expect((sum.forecast(3) - 18).magnitude < 1e-12)
    var product = HoltWinters(
      period: 2, isMultiplicative: true,
      weights: .init(level: 0.3, trend: 0.2, season: 0.4, damping: 1))
    for value in [20, 10, 20, 10.0] { product.observe(value) }
    #expect((product.forecast(1) - 20).magnitude < 1e-12)
    #expect((product.forecast(4) - 10).magnitude < 1e-12)
  }

  @Test("Weights are fitted: a season with a trend is forecast almost exactly")
  func fitting() throws {
    let values = (0..<60).map { 5 + 0.3 * Double($0) + [3, -1, -2, 0][$0 % 4] }
    let found = try forecasts(
      SeriesBaseline(.holtWinters, fitting: values, period: 4), after: values, 4)
    for (step, forecast) in found.enumerated() {
      let place = 60 + step
      #expect((forecast - (5 + 0.3 * Double(place) + [3, -1, -2, 0][place % 4])).magnitude < 1e-6)
    }
  }

  @Test("An autoregression finds the recurrence that made the values")
  func autoregression() throws {
    var values = [1.0, 2.0]
    for index in 2..<80 { values.append(1 + 1.6 * values[index - 1] - 0.95 * values[index - 2]) }
    let model = try #require(Autoregression(fitting: Array(values[..<60]), period: 1))
    var filter = model
    for value in values[..<60] { filter.observe(value) }
    for (step, forecast) in filter.forecasts(10).enumerated() {
      #expect((forecast - values[60 + step]).magnitude < 1e-4)
    }
    #expect(Autoregression(fitting: [1, 2, 3], period: 1) == nil)
  }

  @Test("Normal equations find a line, for any of their columns")
  func normalEquations() throws {
    var normal = NormalEquations(size: 3)
    for x in 0..<5 { normal.add([1, Double(x), Double(x * x)], 2 + 3 * Double(x)) }
    let line = try #require(normal.solve([0, 1]))
    #expect((line.weights[0] - 2).magnitude < 1e-6 && (line.weights[1] - 3).magnitude < 1e-6)
    #expect(line.squares < 1e-6)
    let mean = try #require(normal.solve([0]))
    #expect((mean.weights[0] - 8).magnitude < 1e-8 && (mean.squares - 90).magnitude < 1e-6)
  }

  @Test("Online, weights are found on the way")
  func online() throws {
    let values = (0..<80).map { 5 + 0.3 * Double($0) + [3, -1, -2, 0][$0 % 4] }
    for kind in [SeriesBaseline.Kind.holtWinters, .autoregression] {
      let found = try forecasts(
        SeriesBaseline(online: kind, period: 4), after: values, 1)
      #expect((found[0] - (5 + 0.3 * 80 + 3)).magnitude < 0.05, "\(kind): \(found)")
    }
  }

  @Test("A filter goes on from its stored state as if it had never stopped")
  func stored() throws {
    let values = (0..<40).map { 10 + Double($0 * 7 % 11) }
    for kind in SeriesBaseline.Kind.allCases {
      var one = try #require(SeriesBaseline(online: kind, period: 3))
      for value in values[..<20] { one.observe(value) }
      let encoder = JSONEncoder()
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "i", negativeInfinity: "-i", nan: "n")
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "i", negativeInfinity: "-i", nan: "n")
      var other = try decoder.decode(SeriesBaseline.self, from: encoder.encode(one))
      #expect(other.isSound)
      for value in values[20...] {
        one.observe(value)
        other.observe(value)
      }
      #expect(one.forecasts(3) == other.forecasts(3))
    }
  }

  @Test("The season is that of the calendar, or where changes repeat")
  func period() {
    let wave = (0..<200).map { sin(2 * Double.pi * Double($0) / 25) }
    #expect(SeriesBaseline.period(of: wave, step: nil, isOnCalendar: false) == 25)
    #expect(SeriesBaseline.period(of: wave, step: .months(1), isOnCalendar: true) == 12)
    var generator = RandomGenerator(seed: 1)
    let noise = (0..<200).map { _ in generator.normal() }
    #expect(SeriesBaseline.period(of: noise, step: nil, isOnCalendar: false) == 1)
  }
}

@Suite("Errors of forecasts")
struct ForecastErrorsTests {
  @Test("Every measure has the value that one finds by hand")
  func measures() {
    var errors = ForecastErrors()
    for forecast in [1, 2, 4.0] { errors.append(forecast, actual: 2, scale: 0.5) }
    errors.append(9, actual: .nan)
    #expect(errors.count == 3 && errors.mae == 1 && errors.mase == 2)
    #expect((errors.rmse - (5.0 / 3).squareRoot()).magnitude < 1e-15)
    #expect((errors.smape - 400.0 / 9).magnitude < 1e-12)
    #expect(errors.coverage == nil && errors.pinballLoss == nil)
  }

  @Test("Intervals have a pinball loss and a coverage")
  func intervals() {
    var errors = ForecastErrors()
    errors.append(2, interval: (0, 3), level: 0.5, actual: 4)
    #expect((errors.pinballLoss ?? 0) == 2.75 / 3 && errors.coverage == 0)
    errors.append(2, interval: (0, 3), level: 0.5, actual: 3)
    #expect(errors.coverage == 0.5)
  }

  @Test("Quantiles lie between neighbours, and the seasonal step leaves out what is missing")
  func helpers() {
    #expect(ForecastErrors.quantile(0.5, of: [1, 2, 4]) == 2)
    #expect(ForecastErrors.quantile(0.75, of: [1, 2, 4]) == 3)
    #expect(ForecastErrors.quantile(0.3, of: [5]) == 5)
    #expect(ForecastErrors.quantile(0.3, of: []).isNaN)
    #expect(ForecastErrors.seasonalStep(of: [1, 2, 4, .nan, 9], period: 2) == 4)
    #expect(ForecastErrors.seasonalStep(of: [1, 2], period: 2) == nil)
  }
}
