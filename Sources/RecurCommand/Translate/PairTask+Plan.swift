import Recur
import Terminal

// What pairs say of themselves before their run starts.
extension PairTask {
  var plan: TrainingPlan {
    let configuration = trainer.model.configuration
    return TrainingPlan(
      data: [("pairs", pairWords), ("held out", splitWords), ("symbols", symbolWords)]
        + (settings.training.bootstrapWords("pairs").map { [("bootstrap", $0)] } ?? [])
        + (settings.originalPath.map { [("from", originWords($0))] } ?? []),
      model: configuration.words,
      batch: settings.batchSize == 1 ? "a pair each" : "\(settings.batchSize) pairs each",
      dataMembers: JSONValue.members([
        "unit": .string(settings.normalization.unit.rawValue),
        "source_vocabulary": .integer(pairs.vocabulary.source.count),
        "target_vocabulary": .integer(pairs.vocabulary.target.count),
        "training_pairs": .integer(pairs.training.count),
        "validation_pairs": .integer(pairs.validation.count),
        "test_pairs": .integer(pairs.test.count),
        "bootstrap": settings.training.bootstrapSeed.map { .integer(Int(clamping: $0)) },
        "from": settings.originalPath.map { .string($0) },
        "new_symbols": settings.originalPath.flatMap { _ in
          pairs.newSymbols.map { .integer($0.count) }
        },
      ]),
      modelMembers: JSONValue.members([
        "cell": .string(configuration.cell.rawValue),
        "layers": .integer(configuration.decoderLayers),
        "hidden_size": .integer(configuration.decoderHiddenSize),
        "attention": .string(configuration.attention.rawValue),
        "precision": .string(settings.training.precision.rawValue),
        "batch_size": .integer(settings.batchSize),
      ]),
      unit: WorkUnit(
        name: "pairs", abbreviation: "pairs", count: pairs.training.count,
        updates: batchesPerEpoch),
      command: "translate train", next: "translate run")
  }

  private func originWords(_ path: String) -> String {
    let (source, target) = (pairs.vocabulary.source.count, pairs.vocabulary.target.count)
    let all = source + (pairs.vocabulary.isShared ? 0 : target)
    let words = pairs.newSymbols.map {
      originalSymbolWords(known: all - $0.count, new: $0.map(\.description))
    }
    return visible(path) + (words ?? "")
  }

  private var pairWords: String {
    let count = pairs.training.count + pairs.validation.count + pairs.test.count
    let steps = pairs.steps
    var words =
      "\(Format.grouped(count)), the longest of \(steps.source) and \(steps.target - 1) "
      + "\(settings.normalization.unit.symbolName)s"
    let (repeated, ambiguous) = pairs.repetitions
    if repeated > 0 {
      words += "; \(Format.grouped(repeated)) \(repeated == 1 ? "repeats" : "repeat") another"
    }
    if ambiguous > 0 {
      words +=
        "; \(Format.counted(ambiguous, "source")) \(ambiguous == 1 ? "has" : "have") several targets"
    }
    return words
  }

  private var splitWords: String {
    var parts: [String] = []
    let count = pairs.validation.count
    if count > 0 {
      let sample = min(count, settings.validationSample)
      parts.append(
        "\(Format.grouped(count)) to validate"
          + (sample < count ? ", \(Format.grouped(sample)) of them translated each time" : ""))
    }
    if pairs.sharedCount > 0 {
      parts.append(
        "\(Format.grouped(pairs.sharedCount)) of them \(pairs.sharedCount == 1 ? "is" : "are") "
          + "trained on too")
    }
    if pairs.test.count > 0 {
      parts.append("\(Format.grouped(pairs.test.count)) to test at the end")
    }
    return parts.isEmpty
      ? "nothing: the model is not validated" : parts.joined(separator: "; ")
  }

  private var symbolWords: String {
    let (source, target) = (pairs.vocabulary.source.count, pairs.vocabulary.target.count)
    var words = "\(settings.normalization.unit.symbolName)s"
    if settings.normalization.lowercases { words += ", small letters" }
    if settings.normalization.splitsPunctuation { words += ", punctuation split off" }
    words +=
      pairs.vocabulary.isShared
      ? ", one vocabulary of \(Format.grouped(source))"
      : ", vocabularies of \(Format.grouped(source)) and \(Format.grouped(target))"
    if pairs.unknownCount > 0 {
      words +=
        pairs.unknownCount == 1
        ? "; a rare one is <unk>" : "; \(Format.grouped(pairs.unknownCount)) rare ones are <unk>"
    }
    return words
  }
}
