import Recur

/// The model of a benchmark, its weights drawn at random.
struct BenchmarkModel {
  var cell: CellKind
  var layers: Int
  var hiddenSize: Int
  var vocabularySize: Int
  /// m: vectors of so many elements are fed, and a value predicted; nil: symbols.
  var vectorSize: Int?

  /// The seed of weights and data.
  static let seed: UInt64 = 1

  /// "lstm 2x128", "gru 1x64 of 3 inputs"
  var name: String {
    "\(cell.rawValue) \(layers)x\(hiddenSize)" + (vectorSize.map { " of \($0) inputs" } ?? "")
  }

  /// The model.
  func make() -> SequenceModel<Float> {
    var generator = RandomGenerator(seed: Self.seed)
    return SequenceModel(
      SequenceModelConfiguration(
        input: vectorSize.map { .vectors($0) } ?? .symbols(vocabularySize),
        outputSize: vectorSize == nil ? vocabularySize : 1,
        loss: vectorSize == nil ? .crossEntropy : .halfSquaredError, cell: cell.cell(),
        layers: layers, hiddenSize: hiddenSize),
      weights: .lecun, recurrent: .lecun, using: &generator)
  }
}

extension SequenceModel {
  /// Floating-point operations of the matrix products of one step of a sequence, forward only.
  /// Token input costs none.
  var forwardOperations: Double {
    var multiplications = Double(readoutWeight.count)
    for (index, layer) in stack.layers.enumerated() {
      multiplications += Double(layer.recurrentWeight.count)
      if index > 0 || configuration.inputSymbols == 0 {
        multiplications += Double(layer.inputWeight.count)
      }
      if let feedback = layer.feedbackWeight {
        multiplications += Double(feedback.count + readoutWeight.count)
      }
    }
    return 2 * multiplications
  }
}
