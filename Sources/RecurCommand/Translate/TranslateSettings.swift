import Recur
import Terminal

/// The settings of a translator's training, made of options that agree with one another.
struct TranslateSettings: Sendable {
  /// The settings that every training run has.
  let training: TrainSettings
  let normalization: TextNormalization
  /// The fewest occurrences of a symbol that a vocabulary holds.
  let minimumCount: Int
  /// The most symbols of a vocabulary; nil for no bound.
  let maximumVocabulary: Int?
  let sharesVocabulary: Bool
  let validation: HeldOut
  let validationPath: String?
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
  private let arguments: Arguments

  /// The settings of a run.
  ///
  /// - Throws: `CommandFailure` (64) for options that contradict one another.
  init(_ arguments: Arguments) throws(CommandFailure) {
    typealias Options = TranslateOptions
    try Self.requireMeaning(arguments)
    self.arguments = arguments
    normalization = TextNormalization(
      unit: arguments[Options.unit], lowercases: arguments[Options.lowercase],
      splitsPunctuation: arguments[Options.splitPunctuation])
    minimumCount = arguments[Options.minimumCount]
    maximumVocabulary = arguments[Options.maxVocabulary]
    sharesVocabulary = arguments[Options.sharedVocabulary]
    validationPath = arguments[Options.validationFile]
    validation =
      validationPath == nil ? .fraction(arguments[Options.validationFraction]) : .none
    test = .fraction(arguments[Options.testFraction])
    batchSize = arguments[Options.batchSize]
    training = TrainSettings(arguments, pieces: batchSize)
    sampling = SamplingSchedule(
      rate: arguments[Options.scheduledSampling],
      warmUpUpdates: arguments[Options.scheduledSamplingWarmUp] ?? 0)
    validateEvery = arguments[Options.validateEvery]
    validationSample = arguments[Options.validationSample]
    samples = arguments[Options.samples]
    bleu = Options.bleu(arguments)
  }

  /// The model for vocabularies.
  ///
  /// - Throws: `EncoderDecoderError` for options that make no model.
  func configuration(
    _ vocabulary: PairVocabulary
  ) throws(EncoderDecoderError) -> EncoderDecoderConfiguration {
    typealias Options = TranslateOptions
    let hiddenSize = arguments[Options.hiddenSize]
    let isBidirectional = arguments[Options.bidirectional]
    let isTied = arguments[Options.tied]
    let configuration = EncoderDecoderConfiguration(
      sourceVocabularySize: vocabulary.source.count,
      targetVocabularySize: vocabulary.target.count, startSymbol: TokenVocabulary.startIndex,
      endSymbol: TokenVocabulary.endIndex,
      sourceEmbeddingSize: arguments[Options.embeddingSize] ?? (isTied ? hiddenSize : 64),
      sharesEmbedding: vocabulary.isShared, cell: arguments[TrainOptions.cell],
      forgetBias: arguments[TrainOptions.forgetBias] ?? 1,
      encoderLayers: arguments[Options.layers],
      encoderHiddenSize: isBidirectional ? hiddenSize / 2 : hiddenSize,
      decoderHiddenSize: hiddenSize, isBidirectional: isBidirectional,
      reversesSource: arguments[Options.reverse], handover: arguments[Options.handover],
      bridge: arguments[Options.bridge], isPeeky: arguments[Options.peeky],
      attention: arguments[Options.attention], feedsInput: arguments[Options.inputFeeding],
      tiedReadout: isTied, dropout: arguments[TrainOptions.dropout])
    try configuration.validate()
    return configuration
  }

  /// Stops (64) at an option that what was chosen beside it does not read, and at sizes that do not
  /// go together.
  private static func requireMeaning(_ arguments: Arguments) throws(CommandFailure) {
    typealias Options = TranslateOptions
    let unit = arguments[Options.unit]
    let validates =
      arguments[Options.validationFile] != nil || arguments[Options.validationFraction] > 0
    let rules: [OptionRule] = [
      (Options.splitPunctuation, unit == .word, "--unit \(unit.rawValue)"),
      (Options.inputFeeding, arguments[Options.attention] != .none, "--attention none"),
      (Options.bridge, arguments[Options.handover] != .none, "--handover none"),
      (
        Options.validationFraction, arguments[Options.validationFile] == nil, "--validation"
      ),
      (
        Options.scheduledSamplingWarmUp, arguments[Options.scheduledSampling] > 0,
        "--scheduled-sampling 0"
      ),
    ]
    try arguments.require(rules + TrainSettings.rules(arguments, validates: validates))
    let hiddenSize = arguments[Options.hiddenSize]
    if arguments[Options.bidirectional], !hiddenSize.isMultiple(of: 2) {
      throw .usage(
        "--bidirectional: --hidden-size \(hiddenSize) cannot be halved, half of it for each direction"
      )
    }
    if arguments[Options.tied], let size = arguments[Options.embeddingSize], size != hiddenSize {
      throw .usage(
        "--tied: the embedding's size is \(size), but must be the hidden size \(hiddenSize)")
    }
    let heldOut = arguments[Options.validationFraction] + arguments[Options.testFraction]
    if arguments[Options.validationFile] == nil, heldOut >= 1 {
      throw .usage(
        "--validation-fraction and --test-fraction leave nothing to train on: together they are "
          + "\(Format.general(heldOut))")
    }
  }
}
