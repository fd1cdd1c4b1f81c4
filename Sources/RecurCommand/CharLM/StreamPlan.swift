import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal
import TextModeling

/// What a run over a stream is about to do, as it is shown and logged before it starts.
struct StreamPlan {
  let settings: TrainSettings
  let vocabulary: Vocabulary
  let memory: TrainingMemory
  let outputPath: String
  let doneUpdates: Int

  private var charactersPerUpdate: Int { settings.estimator.sequenceLength }

  /// The lines for the user.
  var lines: [String] {
    let parameters = memory.parameterCount
    return alignedRows([
      ("text", textWords), ("held out", "nothing: a stream has no part to validate on"),
      ("model", "\(settings.architecture.words); \(Format.grouped(parameters)) parameters"),
      ("training", trainingWords), ("trainer", settings.trainerWords(memory.estimator)),
      ("optimiser", settings.optimization.words),
      ("machine", settings.machineWords(memory: memory.bytes)),
      (
        "output",
        "\(visible(outputPath)), every \(Format.grouped(settings.saveEvery)) characters and at the end"
      ),
    ])
  }

  private var textWords: String {
    let unit = vocabulary.unit.rawValue
    let unknown =
      vocabulary.unknownIndex != nil
      ? ", <unk> one of them"
      : vocabulary.count == 256 && vocabulary.unit == .byte
        ? "" : ", others are skipped"
    return "standard input as it comes, \(vocabulary.count) \(unit)s\(unknown)"
  }

  private var trainingWords: String {
    let steps = charactersPerUpdate
    var words = steps == 1 ? "an update each step" : "an update each \(steps) steps"
    words += settings.updates.map { ", \(Format.grouped($0)) in all" } ?? ", until the text ends"
    guard doneUpdates > 0 else { return words }
    return words + "; \(Format.grouped(doneUpdates * charactersPerUpdate)) characters are done"
  }

  /// Writes the `plan` line.
  func append(to log: EventLog) throws(EventLogFailure) {
    try log.append(
      "plan",
      [
        "version": .string(commandVersion), "stream": .boolean(true),
        "unit": .string(vocabulary.unit.rawValue), "vocabulary": .integer(vocabulary.count),
        "parameters": .integer(memory.parameterCount), "memory_bytes": .integer(memory.heldBytes),
        "peak_memory_bytes": .integer(memory.bytes),
        "kernels": .string(KernelSet.active.name), "threads": .integer(settings.threads),
        "cell": .string(settings.architecture.cell.rawValue),
        "trainer": .string(settings.method.name),
        "layers": .integer(settings.architecture.layers),
        "hidden_size": .integer(settings.architecture.hiddenSize),
        "sequence_length": .integer(charactersPerUpdate),
        "optimizer": .string(settings.optimization.optimizer.name),
        "learning_rate": .number(settings.optimization.learningRate),
        "seed": .integer(Int(clamping: settings.seed)),
        "characters": .integer(doneUpdates * charactersPerUpdate), "seconds": .number(0),
      ])
  }
}
