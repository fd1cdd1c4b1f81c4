/// The vocabularies of both sides and how sentences become their indices: what a checkpoint keeps
/// of the text.
public struct PairVocabulary: Equatable, Sendable {
  /// How a source becomes symbols.
  public let sourceNormalization: TextNormalization
  /// How a target becomes symbols and symbols become a target.
  public let targetNormalization: TextNormalization
  /// The symbols of the sources.
  public let source: TokenVocabulary
  /// The symbols of the targets; equal to `source` where they are shared.
  public let target: TokenVocabulary
  /// Whether both sides have one vocabulary, and a model may have one embedding.
  public let isShared: Bool

  /// Puts vocabularies together.
  /// - Precondition: units agree with the normalisations'; shared vocabularies are equal.
  public init(
    sourceNormalization: TextNormalization, targetNormalization: TextNormalization,
    source: TokenVocabulary, target: TokenVocabulary, isShared: Bool
  ) {
    precondition(
      source.unit == sourceNormalization.unit && target.unit == targetNormalization.unit,
      "vocabularies of \(source.unit) and \(target.unit), normalisations to "
        + "\(sourceNormalization.unit) and \(targetNormalization.unit)")
    precondition(
      !isShared || source == target,
      "shared vocabularies of \(source.count) and \(target.count) symbols differ")
    self.sourceNormalization = sourceNormalization
    self.targetNormalization = targetNormalization
    self.source = source
    self.target = target
    self.isShared = isShared
  }

  /// The vocabularies of the pairs that a model is trained on.
  ///
  /// Where punctuation is split off, the spacing of both sides is learned as well.
  /// - Parameters:
  ///   - minimumCount: the fewest occurrences of a symbol that is held, at least 1.
  ///   - maximumSize: the most symbols of each vocabulary, or of the shared one, the three special
  ///     ones counted; nil for no bound. At least 4.
  ///   - isShared: one vocabulary for both sides, of one unit.
  /// - Throws: ``TextError/emptyText``, ``TextError/tooRare(minimumCount:)``,
  ///   ``TextError/maximumSizeTooSmall(found:minimum:)``.
  public init(
    of pairs: [SentencePair], source sourceOptions: TextNormalization,
    target targetOptions: TextNormalization, minimumCount: Int = 1, maximumSize: Int? = nil,
    isShared: Bool = false
  ) throws(TextError) {
    let sourceNormalization = Self.learned(sourceOptions, pairs, .source)
    let targetNormalization = Self.learned(targetOptions, pairs, .target)
    var sourceCounts = SymbolCounts()
    var targetCounts = SymbolCounts()
    for pair in pairs {
      sourceCounts.add(pair.source, normalization: sourceNormalization)
      if isShared {
        sourceCounts.add(pair.target, normalization: targetNormalization)
      } else {
        targetCounts.add(pair.target, normalization: targetNormalization)
      }
    }
    let source = try TokenVocabulary(
      unit: sourceNormalization.unit, counts: sourceCounts, minimumCount: minimumCount,
      maximumSize: maximumSize)
    self.init(
      sourceNormalization: sourceNormalization, targetNormalization: targetNormalization,
      source: source,
      target: isShared
        ? source
        : try TokenVocabulary(
          unit: targetNormalization.unit, counts: targetCounts, minimumCount: minimumCount,
          maximumSize: maximumSize),
      isShared: isShared)
  }

  private static func learned(
    _ options: TextNormalization, _ pairs: [SentencePair], _ side: PairSide
  ) -> TextNormalization {
    guard options.marksPunctuation else { return options }
    var normalization = options
    normalization.spacing = PunctuationSpacing(
      of: pairs.lazy.map { options.normalize($0[side]) })
    return normalization
  }

  /// The vocabulary of one side.
  public subscript(side: PairSide) -> TokenVocabulary { side == .source ? source : target }

  /// The normalisation of one side.
  public func normalization(of side: PairSide) -> TextNormalization {
    side == .source ? sourceNormalization : targetNormalization
  }
}

extension PairVocabulary: Codable {
  private enum CodingKeys: String, CodingKey {
    case sourceNormalization = "source_normalization"
    case targetNormalization = "target_normalization"
    case source = "source_vocabulary"
    case target = "target_vocabulary"
  }

  /// Writes both normalisations and vocabularies; a shared vocabulary once, as the source's.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sourceNormalization, forKey: .sourceNormalization)
    try container.encode(targetNormalization, forKey: .targetNormalization)
    try container.encode(source, forKey: .source)
    if !isShared { try container.encode(target, forKey: .target) }
  }

  /// Reads what ``encode(to:)`` wrote.
  /// - Throws: ``TextError/inconsistentVocabulary(_:)``, `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let normalizations = (
      try container.decode(TextNormalization.self, forKey: .sourceNormalization),
      try container.decode(TextNormalization.self, forKey: .targetNormalization)
    )
    let source = try container.decode(TokenVocabulary.self, forKey: .source)
    let target = try container.decodeIfPresent(TokenVocabulary.self, forKey: .target)
    guard
      source.unit == normalizations.0.unit, (target ?? source).unit == normalizations.1.unit
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .source, in: container,
        debugDescription: "vocabularies and normalisations are of different units")
    }
    self.init(
      sourceNormalization: normalizations.0, targetNormalization: normalizations.1,
      source: source, target: target ?? source, isShared: target == nil)
  }
}
