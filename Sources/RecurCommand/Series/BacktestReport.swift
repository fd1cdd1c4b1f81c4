import Recur
import Terminal

// A backtest in words and for JSON.
extension Backtest {
  /// The rows, one for each forecaster.
  var table: Table {
    var table = Table(
      .left("backtest, \(Format.counted(originCount, "origin"))"), .right("MAE"), .right("RMSE"),
      .right("MASE"), .right("sMAPE"), .right("pinball"), .right("coverage"))
    for row in rows {
      let errors = row.errors
      func figure(_ value: Double?) -> String { value.map(measure) ?? "" }
      table.append(
        row.words,
        figure(errors.mae), figure(errors.rmse), figure(errors.mase),
        Format.fixed(errors.smape, digits: 2), figure(errors.pinballLoss),
        errors.coverage.map { Format.percent($0, digits: 1) } ?? "")
    }
    return table
  }

  /// The mean absolute error at each step of the horizon.
  var stepTable: Table {
    var table = Table([.right("step")] + rows.map { .right($0.words) })
    for step in rows[0].steps.indices {
      table.append(
        [String(step + 1)]
          + rows.map { $0.steps[step].count > 0 ? measure($0.steps[step].mae) : "" })
    }
    return table
  }

  /// All figures.
  func json(_ configuration: SeriesForecaster.Configuration) -> JSONValue {
    .object(
      JSONValue.members([
        "origins": .integer(originCount), "horizon": .integer(configuration.horizon),
        "interval": .number(configuration.interval),
        "forecasters": .object(
          rows.map { row in
            JSONValue.Member(
              name: row.name,
              value: .object(
                row.errors.members
                  + JSONValue.members([
                    "mae_by_step": .array(
                      row.steps.map { $0.count > 0 ? .number($0.mae) : .null })
                  ])))
          }),
      ]))
  }
}

extension Backtest.Row {
  /// `this model`, `last value`
  fileprivate var words: String {
    name == "model" ? "this model" : name.replacing("-", with: " ")
  }
}

extension ForecastErrors {
  /// The measures for JSON.
  var members: [JSONValue.Member] {
    JSONValue.members([
      "forecasts": .integer(count), "mae": .number(mae), "rmse": .number(rmse),
      "mase": mase.map { .number($0) }, "smape": .number(smape),
      "pinball": pinballLoss.map { .number($0) }, "coverage": coverage.map { .number($0) },
    ])
  }
}

/// Five figures of a measure of any size.
func measure(_ value: Double) -> String {
  let magnitude = value.magnitude
  guard magnitude.isFinite, magnitude > 0 else { return Format.fixed(value, digits: 4) }
  if magnitude >= 1e7 || magnitude < 1e-4 { return Format.scientific(value) }
  var (digits, scale) = (4, magnitude)
  while scale >= 10, digits > 0 { (digits, scale) = (digits - 1, scale / 10) }
  while scale < 1 { (digits, scale) = (digits + 1, scale * 10) }
  return Format.fixed(value, digits: digits)
}
