import Recur
import Terminal

/// The settings of a language model's training, made of options that agree with one another.
struct CharLMSettings: Sendable {
  /// The settings that every training run has.
  let training: TrainSettings
  var architecture: LanguageModel.Configuration
  /// What the plan says of a rate of weight drop that was chosen; nil: none was.
  var chosenWeightDrop: String?
  let forgetBias: Double
  let initializer: Initializer
  let recurrentInitializer: Initializer
  let unit: TextUnit
  let vocabularyCap: Int?
  let validationFraction: Double
  let split: SplitKind
  /// The method that finds the gradient.
  let method: GradientMethod
  let estimator: EstimatorOptions
  /// The limit on the influence; nil: there is none.
  let influenceLimit: InfluenceLimit?
  /// k2 where it was given, or is that of truncated back-propagation.
  let backpropagationLength: Int?
  /// What chooses values for options that are not given.
  let preset: Preset
  /// B where it was given.
  let givenBatchSize: Int?
  /// Symbols that are trained on, where they are known.
  let trainedCount: Int?
  /// T of back-propagation, whatever the trainer: validation takes as many steps at once.
  let sequenceLength: Int
  /// Whether the text is standard input as it comes, without end.
  let isStream: Bool
  /// Characters of a stream from one checkpoint to the next.
  let saveEvery: Int
  /// Updates within an epoch from one validation to the next.
  let validateEvery: Int
  let sampleLength: Int
  /// The model whose weights the run begins with; nil: they are drawn anew.
  let originalPath: String?
  /// Whether the vocabulary of that model grows by the symbols of the text.
  let extendsVocabulary: Bool

  /// Updates from one validation to the next without `--validate-every`.
  private static let defaultValidationInterval = 1000
  /// Steps from one validation to the next where time goes forward.
  private static let defaultValidationSteps = 50_000
  /// Steps from one update to the next where time goes forward.
  static let defaultUpdateInterval = 1
  /// T of back-propagation where none is given, and of validation.
  static let standardLength = 50

  /// The settings of a run.
  ///
  /// - Parameters:
  ///   - isStream: whether the text is standard input as it comes.
  ///   - fileCount: files of the text of a run that begins, which choose the split; nil: as given.
  ///   - trainedCount: symbols that are trained on, which choose the batch; nil: not known.
  /// - Throws: `CommandFailure` (64) for options that contradict one another.
  init(
    _ arguments: Arguments, isStream: Bool = false, fileCount: Int? = nil, trainedCount: Int? = nil
  ) throws(CommandFailure) {
    self.trainedCount = trainedCount
    try Self.requireMeaning(arguments)
    if isStream { try Self.requireStreamMeaning(arguments) }
    architecture = try Self.architecture(arguments)
    self.isStream = isStream
    saveEvery = arguments[Self.saveEvery]
    sequenceLength = arguments[Self.sequenceLength]
    forgetBias = arguments[TrainSettings.forgetBias] ?? 1
    let bound = arguments[Self.initializerBound]
    initializer = Self.initializer(arguments[Self.initializer], bound: bound) ?? .lecun
    recurrentInitializer =
      Self.initializer(arguments[Self.recurrentInitializer], bound: bound) ?? initializer
    unit = arguments[Self.unit]
    vocabularyCap = arguments[Self.vocabularySize]
    validationFraction = arguments[Self.validationFraction]
    split =
      fileCount ?? 1 > 1 && !arguments.isGiven(Self.split)
        && arguments[Self.split] == .contiguous && arguments[Self.validationFraction] > 0
      ? .files : arguments[Self.split]
    let method = Self.method(arguments, architecture)
    self.method = method
    preset = arguments[Preset.option]
    givenBatchSize = arguments[Self.batchSize]
    let batchSize =
      givenBatchSize
      ?? Self.standardBatchSize(
        preset, isForward: method.isForward, isStream: isStream, trainedCount: trainedCount,
        sequenceLength: arguments[Self.sequenceLength])
    let estimator = Self.estimator(arguments, method, batchSize: batchSize)
    self.estimator = estimator
    influenceLimit = arguments[Self.influenceLimit].map {
      InfluenceLimit(largest: $0, resets: arguments[Self.influencePolicy] == "reset")
    }
    // The influence is worked on by all threads, whatever the batch, and so are the layers of a
    // stack.
    let sharesSequences =
      [.rtrl, .blocked, .snap(order: 2)].contains(method.standard)
      || method == .bptt && architecture.layers > 1
    training = TrainSettings(
      arguments, hiddenSize: architecture.hiddenSize, pieces: sharesSequences ? .max : batchSize,
      isStream: isStream)
    backpropagationLength = method.window ?? arguments[Self.backpropagationLength]
    validateEvery =
      arguments[TrainSettings.validateEvery]
      ?? (method.isForward
        ? max(1, Self.defaultValidationSteps / estimator.sequenceLength)
        : Self.defaultValidationInterval)
    sampleLength = arguments[Self.sampleLength]
    originalPath = arguments[TrainSettings.from]
    extendsVocabulary = !isStream && TrainSettings.extendsVocabulary(arguments)
    try requireMethod()
  }

  private static func architecture(
    _ arguments: Arguments
  ) throws(CommandFailure) -> LanguageModel.Configuration {
    let hiddenSize = arguments[Self.hiddenSize]
    let tied = arguments[Self.tied]
    let embeddingSize = arguments[Self.embeddingSize]
    if tied, let embeddingSize, embeddingSize != hiddenSize {
      throw .usage(
        "--tied: the embedding's size is \(embeddingSize), but must be the hidden size \(hiddenSize)"
      )
    }
    let (cell, layers) = (arguments[TrainSettings.cell], arguments[Self.layers])
    try cell.requirePlace(layers: layers, tied: tied)
    let readoutFrom = arguments[Self.readoutFrom]
    for (isOther, other) in [
      (tied, "--tied"), (arguments[Self.residual], "--residual"),
      (cell == .jordan, "--cell jordan"),
    ] where isOther && readoutFrom != .last {
      throw .usage("--readout-from \(readoutFrom.rawValue) does not go with \(other)")
    }
    return LanguageModel.Configuration(
      cell: cell, layers: layers, hiddenSize: hiddenSize,
      embeddingSize: tied ? hiddenSize : embeddingSize, tiedReadout: tied,
      residual: arguments[Self.residual], readoutSource: readoutFrom,
      dropout: arguments[TrainSettings.dropout],
      regularization: TrainSettings.regularization(arguments))
  }

  /// The initializer of a name; nil for any other.
  private static func initializer(_ name: String, bound: Double) -> Initializer? {
    switch name {
    case "uniform": .uniform(bound)
    case "lecun": .lecun
    case "glorot": .glorot
    case "he": .he
    case "orthogonal": .orthogonal
    default: nil
    }
  }

  private static func requireMeaning(_ arguments: Arguments) throws(CommandFailure) {
    let initializer = arguments[Self.initializer]
    let isUniform = [initializer, arguments[Self.recurrentInitializer]].contains("uniform")
    let validates = arguments[Self.validationFraction] > 0
    try arguments.require(
      [(Self.initializerBound, isUniform, "--initializer \(initializer)")]
        + TrainSettings.rules(arguments, validates: validates)
        + TrainSettings.regularizationRules(arguments) + estimatorRules(arguments)
        + [
          (
            Self.recurrentInitializer, arguments[TrainSettings.from] == nil,
            "--from, whose weights are kept"
          )
        ])
  }

  /// The options that a checkpoint remembers, with the values that were chosen for those left out.
  ///
  /// Options of what is not at work are left out, so that the checkpoints of others do not change.
  func recorded(_ arguments: Arguments, _ vocabulary: Vocabulary) -> [String: [String]] {
    let name = arguments[Self.trainer].name
    var options = training.recorded(arguments, Self.recorded)
    options[Self.texts.name] = arguments[Self.texts]
    options[Self.vocabularyFrom.name] = nil
    options[Self.split.name] = [split.rawValue]
    options[Self.batchSize.name] = [String(estimator.batchSize)]
    let weightDrop = architecture.regularization.weightDrop
    if arguments[TrainSettings.weightDrop] != weightDrop {
      options[TrainSettings.weightDrop.name] = ["\(weightDrop)"]
    }
    options[Self.trainer.name] = name == GradientMethod.bptt.name ? nil : [name]
    options[Self.checkpointStrategy.name] =
      name == GradientMethod.checkpointed.name
      ? [arguments[Self.checkpointStrategy].rawValue] : nil
    if influenceLimit == nil { options[Self.influencePolicy.name] = nil }
    options[Self.saveEvery.name] = isStream ? [String(saveEvery)] : nil
    if isStream {
      options[Self.stream.name] = [""]
      options[Self.unit.name] = [vocabulary.unit.rawValue]
    }
    return options
  }

  /// What becomes of the symbols of the text that a vocabulary does not hold.
  func unknownPolicy(_ vocabulary: Vocabulary) -> UnknownPolicy {
    if vocabulary.unknownIndex != nil { return .unk }
    return originalPath == nil || extendsVocabulary ? .error : .skip
  }

  /// A trainer of `model` for a run whose epochs have so many updates; nil: a stream has no epochs.
  ///
  /// - Throws: `GradientMethodError` for a method that does not go with the model.
  func trainer(
    of model: SequenceModel<Float>, updatesPerEpoch: Int?, pool: WorkerPool
  ) throws(GradientMethodError) -> Trainer<SequenceModel<Float>> {
    let trainer = try Trainer(
      model, method: method, batchSize: estimator.batchSize,
      sequenceLength: estimator.sequenceLength,
      updates: training.updateOptions(perEpoch: updatesPerEpoch, of: model.layout),
      precision: estimator.precision,
      pool: pool)
    trainer.influenceLimit = influenceLimit
    return trainer
  }
}
