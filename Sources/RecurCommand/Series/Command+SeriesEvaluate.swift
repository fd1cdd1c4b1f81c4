import Recur
import Terminal

// `recur series evaluate`.
extension Command {
  private static let model = Positional<String>("MODEL", help: "A model that train wrote")
  private static let data = Positional<String>("DATA.csv", help: "Series, as train reads them")
  private static let testFraction = Option<Double>(
    "test-fraction", default: 0.5, range: .above(0, upTo: 1),
    help: "Share of each series, at its end, that is forecast")
  private static let byStep = Option<Bool>(
    "by-step", help: "A row for every step of the horizon beside the mean of all")
  private static let json = Option<Bool>("json", help: "Print the results as one JSON object")

  static let seriesEvaluate = Command(
    "evaluate", summary: "measure a forecaster on other data",
    discussion: """
      The end of each series is forecast from every row before it, as in the backtest that train ends with: beside \
      the model stand simple forecasters that are fitted to what comes before. Scales are those of the model.
      """,
    positionals: [model, data],
    groups: [
      OptionGroup("Evaluation", [testFraction, byStep, json]), SeriesFile.group,
      MemoryBudget.group,
    ],
    examples: [
      ("recur series evaluate series.safetensors passengers.csv", "Prints the errors."),
      (
        "recur series evaluate m.safetensors new.csv --test-fraction 0.1 --json",
        "Forecasts the last tenth, and writes JSON."
      ),
    ], run: run)

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    let budget = MemoryBudget(arguments)
    let path = arguments.modelPath(model)
    try budget.requireFiles([path, arguments[data]])
    let (forecaster, _) = try SeriesForecaster.open(path)
    let table = try SeriesTable.read(arguments[data], forecaster, arguments, budget)
    let fraction = arguments[testFraction]
    let split = try SeriesSplit(
      of: table, horizon: forecaster.configuration.horizon, validationFraction: 0,
      testFraction: fraction)
    let backtest = Backtest(of: forecaster, on: table, split: split)
    guard backtest.originCount > 0 else {
      throw SeriesError.tooFewRows(
        path: arguments[data], series: nil, needed: 2 * forecaster.scaling.period + 4,
        found: table.series.map(\.observedCount).max() ?? 0)
    }
    if arguments[json] {
      return try console.print(backtest.json(forecaster.configuration).text)
    }
    try console.print(backtest.table)
    if arguments[byStep] {
      try console.print()
      try console.print(backtest.stepTable)
    }
  }
}
