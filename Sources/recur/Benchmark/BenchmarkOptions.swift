import SequenceModels
import TensorCore

/// The options that the benchmarks share.
enum BenchmarkOptions {
  static let cell = Option<CellKind>(
    "cell", default: .lstm, placeholder: "CELL", help: "The cell")
  static let layers = Option<Int>("layers", default: 2, range: 1...64, help: "Layers")
  static let hiddenSize = Option<Int>(
    "hidden-size", default: 128, range: 1...16384, help: "Hidden units of a layer")
  static let vocabularySize = Option<Int>(
    "vocabulary-size", default: 65, range: 2...1_000_000, help: "Symbols")
  static let threads = Option<Int?>(
    "threads", range: 1...256, defaultText: "the cores there are", help: "Worker threads")
  static let seconds = Option<Double>(
    "seconds", default: 4, range: .above(0, upTo: 3600), help: "Time to measure for")
  static let json = Option<Bool>("json", help: "Print one JSON object in one line")

  static let model = OptionGroup("Model", [cell, layers, hiddenSize, vocabularySize])

  /// The random generator of a benchmark's data and weights.
  static let seed: UInt64 = 1

  /// The model of the options, its weights drawn at random.
  static func makeModel(_ arguments: Arguments) -> SequenceModel<Float> {
    var generator = RandomGenerator(seed: seed)
    let symbols = arguments[vocabularySize]
    return SequenceModel(
      SequenceModelConfiguration(
        input: .symbols(symbols), outputSize: symbols, cell: arguments[cell].cell(),
        layers: arguments[layers], hiddenSize: arguments[hiddenSize]),
      weights: .lecun, recurrent: .lecun, using: &generator)
  }

  /// "lstm 2x128"
  static func name(_ arguments: Arguments) -> String {
    "\(arguments[cell].rawValue) \(arguments[layers])x\(arguments[hiddenSize])"
  }

  /// The middle of the values; the mean of the two middle ones of an even number.
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  static func show(
    _ result: BenchmarkResult, _ arguments: Arguments, _ console: Console
  ) throws {
    if arguments[json] {
      try console.print(result.json)
    } else {
      try console.print(result.table)
    }
  }
}

extension SequenceModel {
  /// Floating-point operations of the matrix products of one character, forward only. Token input costs none.
  var forwardOperations: Double {
    let n = Double(configuration.hiddenSize)
    var multiplications = Double(configuration.outputSize) * n
    for (index, layer) in stack.layers.enumerated() {
      multiplications += Double(layer.recurrentWeight.count)
      if index > 0 { multiplications += Double(layer.inputWeight.count) }
    }
    return 2 * multiplications
  }
}
