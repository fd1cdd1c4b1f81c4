import Recur
import Terminal

/// The text of a training run, encoded and split.
struct TrainingText: Sendable {
  let vocabulary: Vocabulary
  let text: EncodedText
  let split: TextSplit
  let fingerprint: TextFingerprint
  /// The symbols that the vocabulary of the model that the run begins with has not held; nil where
  /// that is no longer known, as the run goes on.
  let newSymbols: [Symbol]?
  /// Whether training reads another text of the same length: blocks of this one, drawn anew.
  private let isResampled: Bool

  /// Joins the texts at `paths`, and encodes and splits them.
  ///
  /// - Parameters:
  ///   - vocabulary: of the model that is resumed or begun with; nil: that of the text.
  ///   - extends: whether it grows by the symbols of the text.
  ///   - memoryLimit: bytes of memory that reading may take.
  /// - Throws: `TextError`; `CommandFailure` for a text that is too short for the batches, or
  ///   another one than `expected`.
  init(
    _ paths: [String], settings: CharLMSettings, vocabulary known: Vocabulary? = nil,
    extends: Bool = false, expected: TextFingerprint? = nil, memoryLimit: Int = .max
  ) throws {
    isResampled = settings.training.bootstrapSeed != nil
    guard paths.count(where: { $0 == "-" }) < 2 else {
      throw CommandFailure.usage("TEXT: standard input can be read only once")
    }
    let files = try TextFile.read(each: paths, unit: settings.unit, memoryLimit: memoryLimit)
    fingerprint = TextFingerprint(of: Self.arranged(files, holdingOut: nil).bytes)
    try fingerprint.require(expected)
    let (bytes, trained) = Self.arranged(
      files, holdingOut: settings.split == .files ? settings.validationFraction : nil)
    vocabulary =
      try known.map { known throws(TextError) in
        extends ? try known.extended(by: bytes, maximumSize: settings.vocabularyCap) : known
      }
      ?? Vocabulary(
        of: bytes, unit: settings.unit, maximumSize: settings.vocabularyCap,
        includesUnknown: settings.unit == .word)
    guard vocabulary.count > 1 else {
      throw CommandFailure(
        .unusableData,
        "the text is one symbol, \(quoted("\(vocabulary.symbols[0])")), again and again: there is "
          + "nothing to learn")
    }
    let (all, policy) = (vocabulary, settings.unknownPolicy(vocabulary))
    newSymbols =
      settings.extendsVocabulary && !extends
      ? nil : known.map { known in all.symbols.filter { known.index(of: $0) == nil } } ?? []
    text = try EncodedText(bytes, vocabulary: vocabulary, unknown: policy)
    var boundary: Int?
    if let trained {
      boundary = try EncodedText(
        Array(bytes[..<trained]), vocabulary: vocabulary, unknown: policy
      ).count
    }
    split = try Self.split(text.count, boundary, settings)
  }

  /// Bytes of the text: encoded, and read before, in two pieces that are joined, and once more where
  /// they are arranged by files; and of the symbols.
  var memoryBytes: Int {
    text.memoryBytes + (isResampled ? text.memoryBytes : 0) + (split.kind == .files ? 4 : 2)
      * fingerprint.bytes + 256 * vocabulary.count
  }

  /// Symbols that are trained on.
  var trainedCount: Int { split.training.reduce(0) { $0 + $1.count } }

  /// The end of what is trained on, after which the model writes.
  var warmUp: [Int32] { vocabulary.warmUp(text, in: split.training.last ?? 0..<0) }

  /// A compressor's own marks and its rounding to bytes are more than a percent of a shorter text.
  private static let leastCompressedBytes = 10_000

  /// The compressors whose figure says something of the validation text; none where that is short.
  var compressors: [Compressor] {
    let bytes = split.validation.reduce(0) { $0 + vocabulary.byteCount(of: text, in: $1) }
    return bytes < Self.leastCompressedBytes ? [] : Compressor.allCases
  }

  /// Bytes that the simple models of the table at the end may need; none without validation text.
  var baselineBytes: [Baseline.Kind: Int] {
    guard split.validation.contains(where: { $0.count > 1 }) else { return [:] }
    let kinds = [TextTask.rival] + compressors.map { Baseline.Kind.compressor($0) }
    return Dictionary(
      uniqueKeysWithValues: kinds.map { kind in
        let bytes = Baseline.mostBytes(
          of: kind, text, vocabularySize: vocabulary.count, training: split.training,
          validation: split.validation)
        return (kind, bytes)
      })
  }

  /// The text that training reads: this one, or blocks of it that are drawn anew.
  private func trainedText(_ options: CharLMSettings) -> EncodedText {
    guard let seed = options.training.bootstrapSeed else { return text }
    return text.resampled(
      split.training, lineEnd: vocabulary.lineEnd.flatMap { vocabulary.index(of: $0) }, seed: seed)
  }

  /// Batches for training, from the beginning.
  func batches(_ options: CharLMSettings) throws -> StreamBatches {
    let (batchSize, sequenceLength) = (
      options.estimator.batchSize, options.estimator.sequenceLength
    )
    let text = trainedText(options)
    do throws(TextError) {
      return split.kind == .streams
        ? try StreamBatches(text, streams: split.training, sequenceLength: sequenceLength)
        : try StreamBatches(
          text, range: split.training[0], batchSize: batchSize, sequenceLength: sequenceLength)
    } catch {
      throw Self.describe(error, options)
    }
  }

  /// A stream of validation text is not cut shorter than this: a state of zeros at its start costs
  /// it some symbols' worth of context.
  private static let shortestValidationStream = 1000

  /// Blocks of the validation text; nil if there is none.
  func validationBlocks(_ settings: CharLMSettings) -> EvaluationBlocks? {
    let (batchSize, sequenceLength) = (settings.validationBatchSize, settings.sequenceLength)
    guard let first = split.validation.first else { return nil }
    if split.kind == .streams {
      return EvaluationBlocks(text, streams: split.validation, sequenceLength: sequenceLength)
    }
    return EvaluationBlocks(
      text, range: first, batchSize: validationStreams(batchSize), sequenceLength: sequenceLength)
  }

  /// Streams that the validation text is cut into where `batchSize` may stand side by side; 0
  /// without such a text.
  func validationStreams(_ batchSize: Int) -> Int {
    guard let first = split.validation.first else { return 0 }
    return split.kind == .streams
      ? split.validation.count
      : min(batchSize, max(1, first.count / Self.shortestValidationStream))
  }

  private static func split(
    _ count: Int, _ boundary: Int?, _ settings: CharLMSettings
  ) throws -> TextSplit {
    do throws(TextError) {
      if let boundary { return try .files(count: count, boundary: boundary) }
      return settings.split == .streams
        ? try .streams(
          count: count, batchSize: settings.estimator.batchSize,
          sequenceLength: settings.estimator.sequenceLength,
          validationFraction: settings.validationFraction)
        : try .contiguous(count: count, validationFraction: settings.validationFraction)
    } catch {
      throw describe(error, settings)
    }
  }

  private static func describe(_ error: TextError, _ settings: CharLMSettings) -> any Error {
    guard case .tooShort(let needed, let found) = error else { return error }
    let (batchSize, sequenceLength) = (
      settings.estimator.batchSize, settings.estimator.sequenceLength
    )
    return CommandFailure(
      .unusableData,
      "the text is too short: \(Format.counted(found, "symbol")) to train on, at least "
        + "\(Format.grouped(needed)) needed for \(Format.counted(batchSize, "stream")) of "
        + "\(sequenceLength);\n"
        + "use a longer text or a smaller --batch-size or "
        + (settings.method.isForward ? "--update-every" : "--sequence-length"))
  }
}
