import Recur

/// The model of a benchmark, its weights drawn at random.
struct BenchmarkModel {
  var cell: CellKind
  var layers: Int
  var hiddenSize: Int
  var vocabularySize: Int

  /// The seed of weights and data.
  static let seed: UInt64 = 1

  /// "lstm 2x128"
  var name: String { "\(cell.rawValue) \(layers)x\(hiddenSize)" }

  /// The model.
  func make() -> SequenceModel<Float> {
    var generator = RandomGenerator(seed: Self.seed)
    return SequenceModel(
      SequenceModelConfiguration(
        input: .symbols(vocabularySize), outputSize: vocabularySize, cell: cell.cell(),
        layers: layers, hiddenSize: hiddenSize),
      weights: .lecun, recurrent: .lecun, using: &generator)
  }
}

extension SequenceModel {
  /// Floating-point operations of the matrix products of one character, forward only. Token input
  /// costs none.
  var forwardOperations: Double {
    var multiplications = Double(configuration.outputSize * configuration.hiddenSize)
    for (index, layer) in stack.layers.enumerated() {
      multiplications += Double(layer.recurrentWeight.count)
      if index > 0 { multiplications += Double(layer.inputWeight.count) }
      if let feedback = layer.feedbackWeight {
        multiplications += Double(feedback.count + readoutWeight.count)
      }
    }
    return 2 * multiplications
  }
}
