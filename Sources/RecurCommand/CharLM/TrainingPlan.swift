import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal
import TextModeling

/// What a run is about to do, as it is shown and logged before it starts.
struct TrainingPlan {
  let settings: TrainSettings
  let text: TrainingText
  let updatesPerEpoch: Int
  let totalUpdates: Int
  let parameterCount: Int
  let outputPath: String
  let latestPath: String
  let doneUpdates: Int

  private var charactersPerUpdate: Int {
    settings.estimator.batchSize * settings.estimator.sequenceLength
  }

  private var trainingSymbols: Int { text.split.training.reduce(0) { $0 + $1.count } }
  private var validationSymbols: Int { text.split.validation.reduce(0) { $0 + $1.count } }

  /// The lines for the user.
  func lines(memory: TrainingMemory) -> [String] {
    let rows =
      [
        ("text", textWords), ("held out", splitWords),
        ("model", "\(settings.architecture.words); \(Format.grouped(parameterCount)) parameters"),
        ("training", trainingWords),
      ]
      + (settings.method == .bptt
        ? [] : [("trainer", settings.trainerWords(memory.estimator))])
      + [
        ("optimiser", settings.optimization.words),
        ("machine", settings.machineWords(memory: memory.bytes)), ("output", outputWords),
      ]
    return alignedRows(rows)
  }

  private var textWords: String {
    let unit = text.vocabulary.unit.rawValue
    let unknown = text.vocabulary.unknownIndex == nil ? "" : ", <unk> one of them"
    return
      "\(Format.grouped(text.text.count)) \(unit)s, \(text.vocabulary.count) different\(unknown)"
  }

  private var splitWords: String {
    guard validationSymbols > 0 else { return "nothing: the model is not validated" }
    let place = text.split.kind == .contiguous ? "the end of the text" : "the end of each stream"
    let count = Format.grouped(validationSymbols)
    return
      "\(place), \(count) \(text.vocabulary.unit.rawValue)s (\(text.split.kind.rawValue) split)"
  }

  private var trainingWords: String {
    let options = settings.estimator
    var words =
      "\(settings.epochs) epochs of \(Format.grouped(updatesPerEpoch)) updates, "
      + "\(options.batchSize) stream\(options.batchSize == 1 && settings.method.isForward ? "" : "s") x "
      + "\(options.sequenceLength) step\(options.sequenceLength == 1 && settings.method.isForward ? "" : "s")"
    if let length = settings.backpropagationLength { words += ", errors back through \(length)" }
    if totalUpdates < settings.epochs * updatesPerEpoch {
      words += ", \(Format.grouped(totalUpdates)) updates in all"
    }
    return doneUpdates > 0 ? words + "; \(Format.grouped(doneUpdates)) updates are done" : words
  }

  private var outputWords: String {
    validationSymbols > 0
      ? "best \(visible(outputPath)), latest \(visible(latestPath))"
      : "latest \(visible(outputPath))"
  }

  /// Writes the `plan` line.
  func append(to log: EventLog, memory: TrainingMemory) throws(EventLogFailure) {
    let options = settings.estimator
    try log.append(
      "plan",
      [
        "version": .string(commandVersion), "symbols": .integer(text.text.count),
        "unit": .string(text.vocabulary.unit.rawValue),
        "vocabulary": .integer(text.vocabulary.count), "parameters": .integer(parameterCount),
        "memory_bytes": .integer(memory.heldBytes),
        "peak_memory_bytes": .integer(memory.bytes), "kernels": .string(KernelSet.active.name),
        "threads": .integer(settings.threads), "split": .string(text.split.kind.rawValue),
        "training_symbols": .integer(trainingSymbols),
        "validation_symbols": .integer(validationSymbols),
        "cell": .string(settings.architecture.cell.rawValue),
        "trainer": .string(settings.method.name),
        "precision": .string(
          (settings.estimator.precision == .full ? Precision.exact : .fast).rawValue),
        "layers": .integer(settings.architecture.layers),
        "hidden_size": .integer(settings.architecture.hiddenSize),
        "batch_size": .integer(options.batchSize),
        "sequence_length": .integer(options.sequenceLength),
        "optimizer": .string(settings.optimization.optimizer.name),
        "learning_rate": .number(settings.optimization.learningRate),
        "seed": .integer(Int(clamping: settings.seed)),
        "epochs": .integer(settings.epochs), "updates_per_epoch": .integer(updatesPerEpoch),
        "updates": .integer(totalUpdates),
        "epoch": .number(Double(doneUpdates) / Double(updatesPerEpoch)),
        WorkUnit.symbols(text.vocabulary.unit).name: .integer(doneUpdates * charactersPerUpdate),
        "seconds": .number(0),
      ])
  }
}
