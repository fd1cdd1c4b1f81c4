import Recur
import Terminal

/// The pairs of a training run: read, split and encoded.
struct TrainingPairs: Sendable {
  let vocabulary: PairVocabulary
  let training: EncodedPairs
  let validation: EncodedPairs
  let test: EncodedPairs
  let fingerprint: TextFingerprint
  /// How many pairs repeat another one, and how many sources have several targets.
  let repetitions: (repeated: Int, ambiguousSources: Int)
  /// How many pairs of the file of `--validation` are trained on too.
  let sharedCount: Int
  /// Symbols of the training pairs that the vocabularies do not hold.
  let unknownCount: Int
  /// The symbols of either side that the vocabularies of the model that the run begins with have
  /// not held; nil where that is no longer known, as the run goes on.
  let newSymbols: [Symbol]?
  /// What is to be said of lines that were passed over.
  let warnings: [String]

  /// Reads the file at `path`, and that of `--validation`.
  ///
  /// - Parameters:
  ///   - known: the vocabularies of the model that is resumed or begun with; nil: those of the
  ///     training pairs.
  ///   - extends: whether they grow by the symbols of the training pairs.
  ///   - expected: the fingerprint of the pairs that the model was trained on.
  ///   - memoryLimit: bytes of memory that the pairs may take.
  /// - Throws: `PairError`, `TextError`; `CommandFailure` for other pairs than `expected`.
  init(
    _ path: String, settings: TranslateSettings, vocabulary known: PairVocabulary? = nil,
    extends: Bool = false, expected: TextFingerprint? = nil, memoryLimit: Int = .max
  ) throws {
    let inputs = [
      path, settings.targetsPath, settings.validationPath, settings.validationTargetsPath,
    ]
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw CommandFailure.usage("standard input can be read only once; found - twice")
    }
    var warnings: [String] = []
    let pairs = try settings.reading.read(
      path, targets: settings.targetsPath, memoryLimit: memoryLimit, skipped: &warnings)
    let others = try settings.validationPath.map {
      try settings.reading.read(
        $0, targets: settings.validationTargetsPath, memoryLimit: memoryLimit, skipped: &warnings)
    }
    self.warnings = warnings
    fingerprint = Self.fingerprint(of: [pairs] + (others.map { [$0] } ?? []))
    try fingerprint.require(expected)
    let normalization = settings.normalization
    let split = try PairSplit(
      pairs, validation: settings.validation, test: settings.test, normalization: normalization,
      seed: settings.training.seed)
    let texts = split.training.map { pairs[$0] }
    let vocabulary =
      try known.map { known throws(TextError) in
        extends
          ? try known.extended(
            by: texts, minimumCount: settings.minimumCount, maximumSize: settings.maximumVocabulary)
          : known
      }
      ?? PairVocabulary(
        of: texts, source: normalization, target: normalization,
        minimumCount: settings.minimumCount, maximumSize: settings.maximumVocabulary,
        isShared: settings.sharesVocabulary)
    newSymbols =
      settings.extendsVocabulary && !extends
      ? nil
      : known.map { known in
        let source = vocabulary.source.symbols.dropFirst(known.source.symbols.count)
        let target = vocabulary.target.symbols.dropFirst(known.target.symbols.count)
        return Array(source) + (vocabulary.isShared ? [] : Array(target))
      } ?? []
    var unknown = UnknownSymbols()
    func part(_ texts: [SentencePair]) throws -> EncodedPairs {
      EncodedPairs(
        texts: texts, encoded: try vocabulary.encode(texts, unknown: .unk, noting: &unknown))
    }
    training = try part(texts)
    unknownCount = unknown.count
    validation = try part(others ?? split.validation.map { pairs[$0] })
    test = try part(split.test.map { pairs[$0] })
    self.vocabulary = vocabulary
    repetitions = pairs.repetitions(source: normalization, target: normalization)
    sharedCount =
      others?.countShared(with: texts, source: normalization, target: normalization) ?? 0
  }

  /// Batches for training, from the beginning.
  func batches(_ settings: TranslateSettings) throws(TextError) -> PairBatches {
    let pairs =
      settings.training.bootstrapSeed.map { seed in
        var generator = RandomGenerator(seed: seed)
        return generator.bootstrap(of: training.count).map { training.encoded[$0] }
      } ?? training.encoded
    return try PairBatches(
      pairs, batchSize: settings.batchSize, seed: settings.training.seed)
  }

  /// The most steps of a source, and of a target with its end.
  var steps: (source: Int, target: Int) { training.steps }

  private static func fingerprint(of files: [[SentencePair]]) -> TextFingerprint {
    var bytes: [UInt8] = []
    for pairs in files {
      for pair in pairs { bytes += "\(pair.source)\t\(pair.target)\n".utf8 }
      bytes.append(0)
    }
    return TextFingerprint(of: bytes)
  }
}
