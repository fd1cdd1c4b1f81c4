import Recur
import Terminal

// What the options say about the estimator, and which of them belong to it.
extension CharLMSettings {
  /// Sequences of a validation batch: forward in time as many as back-propagation has, as one would
  /// be slow.
  var validationBatchSize: Int {
    Self.validationBatchSize(method, batchSize: estimator.batchSize)
  }

  static func validationBatchSize(_ method: GradientMethod, batchSize: Int) -> Int {
    method.isForward ? 50 : batchSize
  }

  /// B where none is given: 1 forward in time and of a stream, else by the preset.
  static func standardBatchSize(
    _ preset: Preset, isForward: Bool, isStream: Bool, trainedCount: Int?, sequenceLength: Int
  ) -> Int {
    isForward || isStream
      ? 1 : preset.batchSize(trainedCount: trainedCount, sequenceLength: sequenceLength)
  }

  /// The trainer asked for, with what the options say of it; back-propagation over windows of
  /// another length than the sequences is the truncated one.
  static func method(_ arguments: Arguments, _ architecture: LanguageModel.Configuration)
    -> GradientMethod
  {
    let (method, seed) = (arguments[Self.trainer], arguments[TrainSettings.seed])
    let sequenceLength = arguments[Self.sequenceLength]
    let window = arguments[Self.backpropagationLength]
    switch method {
    case .bptt:
      return window ?? sequenceLength == sequenceLength ? method : .truncated(window: window)
    case .truncated: return .truncated(window: window ?? 2 * sequenceLength)
    case .checkpointed:
      return .checkpointed(
        arguments[Self.checkpointStrategy],
        memory: arguments[Self.checkpointMemory].map { .bytes($0) }
          ?? arguments[Self.checkpointSlots].map { .slots($0) },
        segmentLength: nil)
    case .blocked:
      let stateCount = architecture.cell.cell(forgetBias: 1).structure.stateCount
      return .blocked(
        length: arguments[Self.blockLength] ?? min(stateCount, 2) * architecture.hiddenSize,
        gradientAtEveryStep: false)
    case .uoro: return .uoro(seed: seed)
    case .kfRTRL: return .kfRTRL(seed: seed)
    case .rflo: return .rflo(seed: seed)
    case .rtrl, .snap, .eProp: return method
    }
  }

  static func estimator(
    _ arguments: Arguments, _ method: GradientMethod, batchSize: Int
  ) -> EstimatorOptions {
    return EstimatorOptions(
      batchSize: batchSize,
      sequenceLength: method.isForward
        ? arguments[Self.updateEvery] ?? defaultUpdateInterval
        : arguments[Self.sequenceLength],
      precision: arguments[Precision.option].products, dropoutSeed: arguments[TrainSettings.seed])
  }

  static func estimatorRules(_ arguments: Arguments) -> [OptionRule] {
    let method = arguments[Self.trainer]
    let chosen = "--trainer \(method.name)"
    let isCheckpointed = method == .checkpointed
    return [
      (
        Self.sequenceLength, !method.isForward,
        "\(chosen), which goes forward in time; see --update-every"
      ),
      (
        Self.updateEvery, method.isForward,
        "\(chosen), which goes back in time; see --sequence-length"
      ),
      (
        Self.backpropagationLength,
        method == .bptt || method == .truncated, chosen
      ),
      (Self.blockLength, method == .blocked, chosen),
      (
        Self.influenceLimit, method.isForward && ![.uoro, .kfRTRL].contains(method.standard),
        "\(chosen), which carries no influence"
      ),
      (
        Self.influencePolicy, arguments[Self.influenceLimit] != nil,
        "an influence without limit; see --influence-limit"
      ),
      (Precision.option, !method.isForward, chosen),
      (Self.checkpointSlots, isCheckpointed, chosen),
      (Self.checkpointMemory, isCheckpointed, chosen),
      (Self.checkpointStrategy, isCheckpointed, chosen),
      (
        Self.checkpointMemory, !arguments.isGiven(Self.checkpointSlots),
        "--checkpoint-slots: give one of them"
      ),
    ]
  }

  /// Stops (64) at an option that a stream does not read.
  static func requireStreamMeaning(_ arguments: Arguments) throws(CommandFailure) {
    let schedule = arguments[TrainSettings.schedule]
    let stream = "a stream, which has no end"
    let heldOut: [any CommandOption] = [
      Self.validationFraction, Self.split, TrainSettings.validateEvery,
      TrainSettings.patience,
    ]
    var rules: [OptionRule] = heldOut.map { ($0, false, "a stream: nothing of it is held out") }
    rules += [
      (TrainSettings.bootstrap, false, stream), (TrainSettings.epochs, false, stream),
      (TrainSettings.minutes, false, "\(stream); see --max-seconds"),
      (TrainSettings.scheduleEpochs, false, stream),
      (TrainSettings.scheduleFactor, false, stream),
      (
        TrainSettings.schedule,
        schedule == .constant
          || [.linear, .cosine].contains(schedule) && arguments[TrainSettings.updates] != nil,
        "\(stream); --schedule linear and cosine go with --updates"
      ),
      (Self.vocabularySize, arguments.isGiven(Self.vocabularyFrom), stream),
      (
        TrainSettings.average,
        arguments[TrainSettings.average] != .tail || arguments[TrainSettings.updates] != nil,
        "\(stream); --average tail goes with --updates"
      ),
      (
        TrainSettings.vocabulary, arguments[TrainSettings.vocabulary] == "keep",
        "a stream, whose symbols must be known before its text"
      ),
      (
        Self.vocabularyFrom, arguments[TrainSettings.from] == nil,
        "--from: the model has its vocabulary"
      ),
    ]
    try arguments.require(rules)
    guard arguments[Self.batchSize] ?? 1 == 1 else {
      throw .usage(
        "--batch-size \(arguments[Self.batchSize] ?? 1): a stream is one, side by side with none"
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

  /// The architecture with one unit, to ask which methods go with it.
  private var smallest: LanguageModel.Configuration {
    var result = architecture
    result.hiddenSize = 1
    if result.embeddingSize != nil { result.embeddingSize = 1 }
    return result
  }
}

extension GradientMethod {
  /// k2 of truncated back-propagation; nil of other methods.
  var window: Int? {
    if case .truncated(let window) = self { window } else { nil }
  }
}
