import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal
import TextModeling

/// What a run on pairs is about to do, as it is shown and logged before it starts.
struct TranslationPlan {
  let run: TranslationRun
  let configuration: EncoderDecoderConfiguration
  let parameterCount: Int

  private var settings: TranslateSettings { run.settings }
  private var pairs: TrainingPairs { run.pairs }

  /// The lines for the user; `memory` in bytes.
  func lines(memory: Int) -> [String] {
    var rows = [("pairs", pairWords), ("held out", splitWords), ("symbols", symbolWords)]
    rows += [
      ("model", "\(configuration.words); \(Format.grouped(parameterCount)) parameters"),
      ("training", trainingWords), ("optimiser", settings.optimization.words),
      ("machine", machineWords(memory: memory)),
      ("output", outputWords),
    ]
    return alignedRows(rows)
  }

  private var pairWords: String {
    let count = pairs.training.count + pairs.validation.count + pairs.test.count
    let steps = pairs.steps
    var words =
      "\(Format.grouped(count)), the longest of \(steps.source) and \(steps.target - 1) "
      + "\(settings.normalization.unit.rawValue)s"
    let (repeated, ambiguous) = pairs.repetitions
    if repeated > 0 { words += "; \(Format.grouped(repeated)) repeat another" }
    if ambiguous > 0 { words += "; \(Format.grouped(ambiguous)) sources have several targets" }
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
    if pairs.test.count > 0 {
      parts.append("\(Format.grouped(pairs.test.count)) to test at the end")
    }
    return parts.isEmpty
      ? "nothing: the model is not validated" : parts.joined(separator: "; ")
  }

  private var symbolWords: String {
    let (source, target) = (pairs.vocabulary.source.count, pairs.vocabulary.target.count)
    var words = "\(settings.normalization.unit.rawValue)s"
    if settings.normalization.lowercases { words += ", small letters" }
    if settings.normalization.splitsPunctuation { words += ", punctuation split off" }
    words +=
      pairs.vocabulary.isShared
      ? ", one vocabulary of \(Format.grouped(source))"
      : ", vocabularies of \(Format.grouped(source)) and \(Format.grouped(target))"
    if pairs.unknownCount > 0 {
      words += "; \(Format.grouped(pairs.unknownCount)) rare ones are <unk>"
    }
    return words
  }

  private var trainingWords: String {
    var words =
      "\(settings.epochs) epochs of \(Format.grouped(run.updatesPerEpoch)) updates, "
      + "\(settings.batchSize) pairs each"
    if run.totalUpdates < settings.epochs * run.updatesPerEpoch {
      words += ", \(Format.grouped(run.totalUpdates)) updates in all"
    }
    let done = run.progress.updates
    return done > 0 ? words + "; \(Format.grouped(done)) updates are done" : words
  }

  private func machineWords(memory: Int) -> String {
    RecurCommand.machineWords(threads: settings.threads, memory: memory)
      + (settings.precision == .fast ? ", products in bfloat16" : "")
  }

  private var outputWords: String {
    run.validates
      ? "best \(visible(run.output.path)), latest \(visible(run.output.latestPath))"
      : "latest \(visible(run.output.path))"
  }

  /// Writes the `plan` line.
  func append(to log: EventLog, memory: Int) throws(EventLogFailure) {
    let done = run.progress.updates
    try log.append(
      "plan",
      [
        "version": .string(commandVersion),
        "unit": .string(settings.normalization.unit.rawValue),
        "source_vocabulary": .integer(pairs.vocabulary.source.count),
        "target_vocabulary": .integer(pairs.vocabulary.target.count),
        "parameters": .integer(parameterCount), "memory_bytes": .integer(MemoryMeter.liveBytes),
        "peak_memory_bytes": .integer(memory),
        "kernels": .string(KernelSet.active.name), "threads": .integer(settings.threads),
        "training_pairs": .integer(pairs.training.count),
        "validation_pairs": .integer(pairs.validation.count),
        "test_pairs": .integer(pairs.test.count), "cell": .string(configuration.cell.rawValue),
        "layers": .integer(configuration.decoderLayers),
        "hidden_size": .integer(configuration.decoderHiddenSize),
        "attention": .string(configuration.attention.rawValue),
        "precision": .string(settings.precision.rawValue),
        "batch_size": .integer(settings.batchSize),
        "optimizer": .string(settings.optimization.optimizer.name),
        "learning_rate": .number(settings.optimization.learningRate),
        "seed": .integer(Int(clamping: settings.seed)), "epochs": .integer(settings.epochs),
        "updates_per_epoch": .integer(run.updatesPerEpoch),
        "updates": .integer(run.totalUpdates),
        "epoch": .number(Double(done) / Double(run.updatesPerEpoch)), "update": .integer(done),
        "seconds": .number(0),
      ])
  }
}
