import Recur
import Terminal

// The options that the benchmarks share.
extension Benchmark {
  static let cell = Option<CellKind>(
    "cell", default: .lstm, placeholder: "CELL", help: "The cell")
  static let layers = Option<Int>("layers", default: 2, range: 1...64, help: "Layers")
  static let hiddenSize = Option<Int>(
    "hidden-size", default: 128, range: 1...16384, help: "Hidden units of a layer")
  static let vocabularySize = Option<Int>(
    "vocabulary-size", default: 65, range: 2...1_000_000, help: "Symbols")
  static let threads = Option<Int?>(
    "threads", range: 1...WorkerPool.mostPieces, defaultText: "the cores there are",
    help: "Worker threads")
  static let json = Option<Bool>("json", help: "Print one JSON object in one line")

  static let group = OptionGroup("Model", [cell, layers, hiddenSize, vocabularySize])

  /// The model that the options describe.
  ///
  /// - Throws: `CommandFailure` (64) for layers that the cell cannot stand in.
  static func model(_ arguments: Arguments) throws(CommandFailure) -> BenchmarkModel {
    try arguments[cell].requirePlace(layers: arguments[layers])
    return BenchmarkModel(
      cell: arguments[cell], layers: arguments[layers], hiddenSize: arguments[hiddenSize],
      vocabularySize: arguments[vocabularySize])
  }

  /// Prints a result as the options want it.
  static func show(
    _ result: BenchmarkResult, _ arguments: Arguments, _ console: Console
  ) throws {
    if arguments[json] {
      try console.print(result.json)
    } else {
      var table = BenchmarkResult.emptyTable
      result.add(to: &table)
      try console.print(table)
    }
  }
}
