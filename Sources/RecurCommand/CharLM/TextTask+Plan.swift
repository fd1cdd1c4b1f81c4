import Recur
import Terminal

// What a text says of itself before its run starts.
extension TextTask {
  var plan: TrainingPlan {
    TrainingPlan(
      data: [("text", textWords), ("held out", splitWords)], model: settings.architecture.words,
      batch: batchWords,
      trainer: settings.method == .bptt ? nil : settings.trainerWords(memory.estimator),
      dataMembers: JSONValue.members([
        "symbols": .integer(text.text.count), "unit": .string(text.vocabulary.unit.rawValue),
        "vocabulary": .integer(text.vocabulary.count),
        "split": .string(text.split.kind.rawValue),
        "training_symbols": .integer(text.split.training.reduce(0) { $0 + $1.count }),
        "validation_symbols": .integer(validationSymbols),
      ]),
      modelMembers: settings.modelMembers
        + JSONValue.members(["precision": .string(settings.training.precision.rawValue)]),
      unit: .symbols(text.vocabulary.unit, perUpdate: settings.estimator.symbolsPerUpdate),
      command: "charlm train", next: "charlm sample")
  }

  private var validationSymbols: Int { text.split.validation.reduce(0) { $0 + $1.count } }

  private var textWords: String {
    let unit = text.vocabulary.unit.rawValue
    let unknown = text.vocabulary.unknownIndex == nil ? "" : ", <unk> one of them"
    return
      "\(Format.counted(text.text.count, unit)), \(text.vocabulary.count) different\(unknown)"
  }

  private var splitWords: String {
    guard validationSymbols > 0 else { return "nothing: the model is not validated" }
    let place =
      switch text.split.kind {
      case .contiguous: "the end of the text"
      case .streams: "the end of each stream"
      case .files: "the end of each file"
      }
    let count = Format.counted(validationSymbols, text.vocabulary.unit.rawValue)
    return "\(place), \(count) (\(text.split.kind.rawValue) split)"
  }

  private var batchWords: String {
    let (streams, steps) = (settings.estimator.batchSize, settings.estimator.sequenceLength)
    let words = "\(Format.counted(streams, "stream")) x \(Format.counted(steps, "step"))"
    return settings.backpropagationLength.map { "\(words), errors back through \($0)" } ?? words
  }
}

extension CharLMSettings {
  /// Model and batches as the `plan` line of the log tells them.
  var modelMembers: [JSONValue.Member] {
    JSONValue.members([
      "cell": .string(architecture.cell.rawValue), "trainer": .string(method.name),
      "layers": .integer(architecture.layers), "hidden_size": .integer(architecture.hiddenSize),
      "batch_size": isStream ? nil : .integer(estimator.batchSize),
      "sequence_length": .integer(estimator.sequenceLength),
    ])
  }
}

extension EstimatorOptions {
  /// Symbols that an update learns from.
  var symbolsPerUpdate: Int { batchSize * sequenceLength }
}
