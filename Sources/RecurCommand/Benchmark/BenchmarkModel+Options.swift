import Recur
import Terminal

extension BenchmarkModel {
  static let cell = Option<CellKind>(
    "cell", default: .lstm, placeholder: "CELL", help: "The cell")
  static let layers = Option<Int>("layers", default: 2, range: 1...64, help: "Layers")
  static let hiddenSize = Option<Int>(
    "hidden-size", default: 128, range: 1...16384, help: "Hidden units of a layer")
  static let vocabularySize = Option<Int>(
    "vocabulary-size", default: 65, range: 2...1_000_000, help: "Symbols")

  static let group = OptionGroup("Model", [cell, layers, hiddenSize, vocabularySize])

  /// The model that the options describe.
  ///
  /// - Throws: `CommandFailure` (64) for layers that the cell cannot stand in.
  init(_ arguments: Arguments) throws(CommandFailure) {
    try arguments[Self.cell].requirePlace(layers: arguments[Self.layers])
    self.init(
      cell: arguments[Self.cell], layers: arguments[Self.layers],
      hiddenSize: arguments[Self.hiddenSize], vocabularySize: arguments[Self.vocabularySize])
  }
}
