import Recur
import Terminal

// What a text says of itself before its run starts.
extension TextTask {
  var plan: TrainingPlan {
    TrainingPlan(
      data: [("text", textWords), ("held out", splitWords)] + originRows
        + (settings.chosenWeightDrop.map { [("weight drop", $0)] } ?? []),
      model: settings.architecture.words,
      batch: batchWords,
      trainer: settings.method == .bptt ? nil : settings.trainerWords(memory.estimator),
      dataMembers: JSONValue.members([
        "symbols": .integer(text.text.count), "unit": .string(text.vocabulary.unit.rawValue),
        "vocabulary": .integer(text.vocabulary.count),
        "split": .string(text.split.kind.rawValue),
        "training_symbols": .integer(text.split.training.reduce(0) { $0 + $1.count }),
        "validation_symbols": .integer(validationSymbols),
        "bootstrap": settings.training.bootstrapSeed.map { .integer(Int(clamping: $0)) },
        "from": settings.originalPath.map { .string($0) },
        "new_symbols": settings.originalPath.flatMap { _ in
          text.newSymbols.map { .integer($0.count) }
        },
      ]),
      modelMembers: settings.modelMembers
        + JSONValue.members(["precision": .string(settings.training.precision.rawValue)]),
      unit: .symbols(text.vocabulary.unit, perUpdate: settings.estimator.symbolsPerUpdate),
      command: "charlm train", next: "charlm sample")
  }

  /// How the text is drawn anew, the model that the run begins with, and the symbols that it does
  /// not know.
  private var originRows: [(name: String, words: String)] {
    var rows: [(name: String, words: String)] = []
    if let words = settings.training.bootstrapWords("blocks of the text") {
      rows.append(("bootstrap", words))
    }
    if let path = settings.originalPath {
      let words = text.newSymbols.map {
        originalSymbolWords(
          known: text.vocabulary.count - $0.count, new: $0.map(\.description))
      }
      rows.append(("from", visible(path) + (words ?? "")))
      if text.text.unknownCount > 0 {
        rows.append(
          ("unknown", text.text.unknown.words(settings.unknownPolicy(text.vocabulary))))
      }
    }
    return rows
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
    let count = Format.counted(validationSymbols, text.vocabulary.unit.symbolName)
    return "\(place), \(count) (\(text.split.kind.rawValue) split)"
  }

  private var batchWords: String {
    let (streams, steps) = (settings.estimator.batchSize, settings.estimator.sequenceLength)
    let words = "\(Format.counted(streams, "stream")) x \(Format.counted(steps, "step"))"
    return settings.backpropagationLength.map { "\(words), errors back through \($0)" } ?? words
  }
}

/// `: its 61 symbols and 2 new ones, 'é', 'ü'`
func originalSymbolWords(known: Int, new: [String]) -> String {
  let words = ": its \(Format.counted(known, "symbol"))"
  guard !new.isEmpty else { return words + ", and no new one" }
  let shown = new.prefix(5).map { "'\(visible($0, limit: 30))'" }.joined(separator: ", ")
  return words + " and \(Format.grouped(new.count)) new, \(shown)"
    + (new.count > 5 ? " and others" : "")
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
