import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal

// What the options say about the estimator, and which of them belong to it.
extension TrainSettings {
  /// Sequences of a validation batch: forward in time as many as back-propagation has, as one would be slow.
  var validationBatchSize: Int {
    Self.validationBatchSize(method, batchSize: trainer.batchSize)
  }

  static func validationBatchSize(_ method: GradientMethod, batchSize: Int) -> Int {
    method.isForward ? 50 : batchSize
  }

  /// B where none is given.
  static func standardBatchSize(isForward: Bool, isStream: Bool) -> Int {
    isForward || isStream ? 1 : 50
  }

  /// The trainer asked for; back-propagation over windows of another length than the sequences is the truncated one.
  static func method(_ arguments: Arguments) -> GradientMethod {
    let method = arguments[TrainOptions.trainer]
    guard method == .backpropagation,
      let length = arguments[TrainOptions.backpropagationLength],
      length != arguments[TrainOptions.sequenceLength]
    else { return method }
    return .truncatedBackpropagation
  }

  static func estimator(
    _ arguments: Arguments, _ method: GradientMethod, _ architecture: LanguageModel.Configuration,
    batchSize: Int
  ) -> GradientMethodSettings {
    typealias Options = TrainOptions
    let sequenceLength = arguments[Options.sequenceLength]
    let stateCount = architecture.cell.cell(forgetBias: 1).structure.stateCount
    return GradientMethodSettings(
      batchSize: batchSize,
      sequenceLength: method.isForward
        ? arguments[Options.updateEvery] ?? defaultUpdateInterval : sequenceLength,
      backpropagationLength: method == .truncatedBackpropagation
        ? arguments[Options.backpropagationLength] ?? 2 * sequenceLength : nil,
      checkpointStrategy: arguments[Options.checkpointStrategy].strategy,
      checkpointMemory: arguments[Options.checkpointMemory].map { .bytes($0) }
        ?? arguments[Options.checkpointSlots].map { .slots($0) },
      blockLength: arguments[Options.blockLength] ?? min(stateCount, 2) * architecture.hiddenSize,
      precision: arguments[Precision.option].products,
      seed: arguments[Options.seed])
  }

  static func estimatorRules(_ arguments: Arguments) -> [Rule] {
    typealias Options = TrainOptions
    let method = arguments[Options.trainer]
    let chosen = "--trainer \(method.rawValue)"
    let isCheckpointed = method == .checkpointedBackpropagation
    return [
      (
        Options.sequenceLength, !method.isForward,
        "\(chosen), which goes forward in time; see --update-every"
      ),
      (
        Options.updateEvery, method.isForward,
        "\(chosen), which goes back in time; see --sequence-length"
      ),
      (
        Options.backpropagationLength,
        method == .backpropagation || method == .truncatedBackpropagation, chosen
      ),
      (Options.blockLength, method == .blockedRealTime, chosen),
      (Precision.option, !method.isForward, chosen),
      (Options.checkpointSlots, isCheckpointed, chosen),
      (Options.checkpointMemory, isCheckpointed, chosen),
      (Options.checkpointStrategy, isCheckpointed, chosen),
      (
        Options.checkpointMemory, !arguments.isGiven(Options.checkpointSlots),
        "--checkpoint-slots: give one of them"
      ),
    ]
  }

  /// Stops (64) at an option that a stream does not read.
  static func requireStreamMeaning(_ arguments: Arguments) throws(CommandFailure) {
    typealias Options = TrainOptions
    let schedule = arguments[Options.schedule]
    let stream = "a stream, which has no end"
    let heldOut: [any CommandOption] = [
      Options.validationFraction, Options.split, Options.validateEvery, Options.patience,
    ]
    var rules: [Rule] = heldOut.map { ($0, false, "a stream: nothing of it is held out") }
    rules += [
      (Options.epochs, false, stream), (Options.scheduleEpochs, false, stream),
      (Options.scheduleFactor, false, stream),
      (
        Options.schedule,
        schedule == .constant
          || [.linear, .cosine].contains(schedule) && arguments[Options.updates] != nil,
        "\(stream); --schedule linear and cosine go with --updates"
      ),
      (Options.vocabularySize, arguments.isGiven(Options.vocabularyFrom), stream),
    ]
    try require(rules, arguments)
    guard arguments[Options.batchSize] ?? 1 == 1 else {
      throw .usage(
        "--batch-size \(arguments[Options.batchSize] ?? 1): a stream is one, side by side with none"
      )
    }
  }

  /// Stops (64) at a trainer that does not go with the architecture.
  func requireMethod() throws(CommandFailure) {
    let model = SequenceModel<Float>(zeros: smallest.network(vocabularySize: 2))
    do throws(GradientMethodError) {
      try method.check(model)
    } catch {
      throw error.commandFailure
    }
  }

  /// The same architecture with one unit, to ask what goes with it.
  private var smallest: LanguageModel.Configuration {
    var result = architecture
    result.hiddenSize = 1
    if result.embeddingSize != nil { result.embeddingSize = 1 }
    return result
  }
}
