import Recur
import Terminal

/// The settings of a translator's training, made of options that agree with one another.
struct TranslateSettings: Sendable {
  /// The settings that every training run has.
  let training: TrainSettings
  let reading: PairReading
  /// The file of the targets; nil: beside the sources.
  let targetsPath: String?
  let normalization: TextNormalization
  /// The fewest occurrences of a symbol that a vocabulary holds.
  let minimumCount: Int
  /// The most symbols of a vocabulary; nil for no bound.
  let maximumVocabulary: Int?
  let sharesVocabulary: Bool
  let validation: HeldOut
  let validationPath: String?
  let validationTargetsPath: String?
  let test: HeldOut
  /// The most pairs of an update.
  let batchSize: Int
  /// The chance that the decoder is fed its own prediction.
  let sampling: SamplingSchedule
  /// Updates within an epoch from one validation to the next; nil: only at its end.
  let validateEvery: Int?
  /// The most validation pairs that are translated.
  let validationSample: Int
  /// Translations shown at each validation.
  let samples: Int
  /// The words of BLEU; nil: as the references' script wants it.
  let bleu: BLEUTokenization?
  /// The model whose weights the run begins with; nil: they are drawn anew.
  let originalPath: String?
  /// Whether the vocabularies of that model grow by the symbols of the pairs.
  let extendsVocabulary: Bool
  private let arguments: Arguments

  /// The settings of a run.
  ///
  /// - Throws: `CommandFailure` (64) for options that contradict one another.
  init(_ arguments: Arguments) throws(CommandFailure) {
    try Self.requireMeaning(arguments)
    self.arguments = arguments
    reading = try PairReading(arguments)
    targetsPath = arguments[PairReading.targets]
    validationTargetsPath = arguments[Self.validationTargets]
    normalization = TextNormalization(
      unit: arguments[Self.unit], lowercases: arguments[Self.lowercase],
      splitsPunctuation: arguments[Self.splitPunctuation])
    minimumCount = arguments[Self.minimumCount]
    maximumVocabulary = arguments[Self.maxVocabulary]
    sharesVocabulary = arguments[Self.sharedVocabulary]
    validationPath = arguments[Self.validationFile]
    validation =
      validationPath == nil ? .fraction(arguments[Self.validationFraction]) : .none
    test = .fraction(arguments[Self.testFraction])
    batchSize = arguments[Self.batchSize]
    training = TrainSettings(
      arguments, hiddenSize: arguments[Self.hiddenSize], pieces: batchSize)
    sampling = SamplingSchedule(
      rate: arguments[Self.scheduledSampling],
      warmUpUpdates: arguments[Self.scheduledSamplingWarmUp] ?? 0)
    validateEvery = arguments[Self.validateEvery]
    validationSample = arguments[Self.validationSample]
    samples = arguments[Self.samples]
    bleu = Self.bleu(arguments)
    originalPath = arguments[TrainSettings.from]
    extendsVocabulary = TrainSettings.extendsVocabulary(arguments)
  }

  /// The model for vocabularies.
  ///
  /// - Throws: `EncoderDecoderError` for options that make no model.
  func configuration(
    _ vocabulary: PairVocabulary
  ) throws(EncoderDecoderError) -> EncoderDecoderConfiguration {
    let hiddenSize = arguments[Self.hiddenSize]
    let isBidirectional = arguments[Self.bidirectional]
    let isTied = arguments[Self.tied]
    let configuration = EncoderDecoderConfiguration(
      sourceVocabularySize: vocabulary.source.count,
      targetVocabularySize: vocabulary.target.count, startSymbol: TokenVocabulary.startIndex,
      endSymbol: TokenVocabulary.endIndex,
      sourceEmbeddingSize: arguments[Self.embeddingSize] ?? (isTied ? hiddenSize : 64),
      sharesEmbedding: vocabulary.isShared, cell: arguments[TrainSettings.cell],
      forgetBias: arguments[TrainSettings.forgetBias] ?? 1,
      encoderLayers: arguments[Self.layers],
      encoderHiddenSize: isBidirectional ? hiddenSize / 2 : hiddenSize,
      decoderHiddenSize: hiddenSize, isBidirectional: isBidirectional,
      reversesSource: arguments[Self.reverse], handover: arguments[Self.handover],
      bridge: arguments[Self.bridge], isPeeky: arguments[Self.peeky],
      attention: arguments[Self.attention], feedsInput: arguments[Self.inputFeeding],
      tiedReadout: isTied, dropout: arguments[TrainSettings.dropout],
      regularization: TrainSettings.regularization(arguments, dropsInput: false))
    try configuration.validate()
    return configuration
  }

  /// Stops (64) at an option that what was chosen beside it does not read, and at sizes that do not
  /// go together.
  private static func requireMeaning(_ arguments: Arguments) throws(CommandFailure) {
    let unit = arguments[Self.unit]
    let validates =
      arguments[Self.validationFile] != nil || arguments[Self.validationFraction] > 0
    let rules: [OptionRule] = [
      (
        Self.validationTargets, arguments[Self.validationFile] != nil, "no --validation"
      ),
      (Self.splitPunctuation, unit == .word, "--unit \(unit.rawValue)"),
      (Self.inputFeeding, arguments[Self.attention] != .none, "--attention none"),
      (Self.bridge, arguments[Self.handover] != .none, "--handover none"),
      (
        Self.validationFraction, arguments[Self.validationFile] == nil, "--validation"
      ),
      (
        Self.scheduledSamplingWarmUp, arguments[Self.scheduledSampling] > 0,
        "--scheduled-sampling 0"
      ),
    ]
    if arguments[Self.validationFile] != nil,
      (arguments[PairReading.targets] == nil) != (arguments[Self.validationTargets] == nil)
    {
      throw .usage(
        "--targets and --validation-targets go together: the pairs of both files are read alike")
    }
    try arguments.require(
      rules + TrainSettings.rules(arguments, validates: validates)
        + TrainSettings.regularizationRules(arguments, dropsInput: false))
    if arguments[Preset.option] == .charRNN {
      throw .usage(
        "--preset char-rnn is of texts, which 'charlm train' learns; see --preset recur-1")
    }
    let hiddenSize = arguments[Self.hiddenSize]
    if arguments[Self.bidirectional], !hiddenSize.isMultiple(of: 2) {
      throw .usage(
        "--bidirectional: --hidden-size \(hiddenSize) cannot be halved, half of it for each direction"
      )
    }
    if arguments[Self.tied], let size = arguments[Self.embeddingSize], size != hiddenSize {
      throw .usage(
        "--tied: the embedding's size is \(size), but must be the hidden size \(hiddenSize)")
    }
    let heldOut = arguments[Self.validationFraction] + arguments[Self.testFraction]
    if arguments[Self.validationFile] == nil, heldOut >= 1 {
      throw .usage(
        "--validation-fraction and --test-fraction leave nothing to train on: together they are "
          + "\(Format.general(heldOut))")
    }
  }
}
