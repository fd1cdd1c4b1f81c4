import Foundation
import ModelFiles
import SequenceModels
import SequenceTraining
import TensorCore
import TextModeling

/// `recur charlm train`.
enum TrainCommand {
  static let command = Command(
    "train", summary: "train a character-level language model on text",
    discussion: """
      The text is read as parallel streams whose state is carried from update to update and starts from zeros in \
      every epoch. Part of it is held out: after each epoch, or more often, the model is validated on it, writes a \
      short sample, and is saved.

      The model with the best validation loss is MODEL, the latest one NAME.latest.safetensors beside it (without \
      validation text MODEL is the latest). Both hold all that is needed to go on: --resume takes the latest, its \
      options and its number of threads, and gives the same bytes as a run that never stopped. Options that do not \
      change what the model is may be given anew: --epochs, --updates, --patience, --threads, --sample-length and \
      all of Files. Control-C saves, and ends with exit code 130.
      """,
    positionals: [TrainOptions.texts], groups: TrainOptions.groups,
    examples: [
      .init(
        "recur charlm train story.txt", "Trains two LSTM layers of 128 units for 50 epochs."),
      .init(
        "recur charlm train a.txt b.txt --hidden-size 512 --dropout 0.5 -o big",
        "Trains a larger model on two files."),
      .init(
        "recur charlm train story.txt --resume model.safetensors --epochs 100",
        "Goes on with a model, up to 100 epochs in all."),
    ], run: run)

  @Sendable
  private static func run(_ given: Arguments, _ console: Console) throws {
    try CharLM.requireKernels()
    let source = try given[TrainOptions.resume].map { try ResumedModel($0) }
    let arguments = try source.map { try $0.restore(given, of: command) } ?? given
    let settings = try TrainSettings(arguments)
    let output = try openOutput(given, source)
    let text = try TrainingText(
      given[TrainOptions.texts], settings: settings, vocabulary: source?.model.vocabulary,
      expected: source?.snapshot.text)
    let batches = try text.batches(settings)
    try TrainingPlan.requireMemory(settings, vocabularySize: text.vocabulary.count)
    let log = try given[TrainOptions.log].map {
      try EventLog(path: $0, appending: source != nil)
    }
    if let source { source.warnOfKernels(console) }

    var options: [String: [String]] = [:]
    for record in arguments.recorded(TrainOptions.recorded) { options[record.name] = record.texts }
    options[TrainOptions.threads.name] = [String(settings.threads)]
    try source?.carryBest(to: output, options: options)

    var generator = RandomGenerator(seed: settings.seed)
    let model =
      source?.model.model
      ?? SequenceModel<Float>(
        settings.architecture.configuration(
          vocabularySize: text.vocabulary.count, forgetBias: settings.forgetBias),
        weights: settings.initializer, recurrent: settings.recurrentInitializer, using: &generator)
    let run = try TrainingRun(
      model, settings: settings, text: text, batches: batches, output: output, options: options,
      generator: generator, snapshot: source?.snapshot)
    try train(
      run, console: console, log: log, parameterCount: model.layout.count,
      maximumSeconds: given[TrainOptions.maxSeconds])
  }

  private static func openOutput(
    _ given: Arguments, _ source: ResumedModel?
  ) throws -> ModelOutput {
    try ModelOutput(
      given, resumed: source?.path, texts: given[TrainOptions.texts])
  }

  private static func train(
    _ run: TrainingRun, console: Console, log: EventLog?, parameterCount: Int,
    maximumSeconds: Double?
  ) throws {
    let settings = run.settings
    let plan = TrainingPlan(
      settings: settings, text: run.text, updatesPerEpoch: run.updatesPerEpoch,
      totalUpdates: run.totalUpdates, parameterCount: parameterCount, outputPath: run.output.path,
      latestPath: run.output.latestPath, doneUpdates: run.progress.updates)
    let memory = MemoryMeter.liveBytes
    for line in plan.lines(memory: memory) { console.note(line) }
    console.note()
    if let log { try plan.append(to: log, memory: memory) }

    let reporter = TrainingReporter(
      console: console, log: log, epochs: settings.epochs, totalUpdates: run.totalUpdates,
      updatesPerEpoch: run.updatesPerEpoch,
      charactersPerUpdate: settings.trainer.batchSize * settings.trainer.sequenceLength,
      firstUpdate: run.progress.updates)
    let before = run.progress.updates
    let ending = try run.train(reporter, maximumSeconds: maximumSeconds)
    try conclude(
      run, ending, console, parameterCount: parameterCount, isNew: run.progress.updates > before)
  }

  /// A failure of training, with what is left of the run.
  static func failure(
    _ error: any Error, kept paths: [String], hasSaved: Bool
  ) -> CommandFailure {
    let failure = CommandFailure(ending: error)
    let kept = paths.filter { FileManager.default.fileExists(atPath: $0) && hasSaved }
    let words =
      kept.isEmpty
      ? "nothing was saved yet" : "kept: \(kept.map { visible($0) }.joined(separator: ", "))"
    return CommandFailure(failure.exitCode, "\(failure.message)\n\(words)")
  }

  private static func conclude(
    _ run: TrainingRun, _ ending: TrainingRun.Ending, _ console: Console, parameterCount: Int,
    isNew: Bool
  ) throws {
    let summary = TrainingSummary(
      progress: run.progress, text: run.text, updatesPerEpoch: run.updatesPerEpoch)
    run.note(ending, isNew: isNew, console)
    if let table = summary.table() {
      console.note()
      try console.print(table)
      try console.flush()
      console.note()
    }
    let clipping = run.settings.trainer.clipping
    console.note(
      "clipping: \(run.progress.clippingWords(clipping, parameterCount: parameterCount))")
    run.noteSaved(next: "charlm sample", console)
  }
}
