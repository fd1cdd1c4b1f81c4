public import SequenceModels
internal import TensorCore
public import TextModeling

/// A model at work on sentences as they come, whatever they are.
public struct SentenceTranslator {
  /// The symbols of both sides.
  public let vocabulary: PairVocabulary
  private let decoding: TranslationDecoding
  private let unknown: UnknownPolicy
  private let translator: Translator<Float>
  /// How many sentences there were so far.
  private var count = 0
  /// The symbols so far that the model does not know.
  package private(set) var unknownSymbols = UnknownSymbols()

  /// How many symbols so far the model does not know.
  public var unknownCount: Int { unknownSymbols.count }

  /// A translator by a model, whose weights are packed once.
  ///
  /// - Parameters:
  ///   - decoding: how translations are found.
  ///   - unknown: what happens to symbols of a source that the model does not know.
  ///   - threads: threads that share the work, nil: one for every core; their number changes
  ///     nothing but the time.
  public init(
    _ model: TranslationModel, decoding: TranslationDecoding = .beam(),
    unknown: UnknownPolicy = .skip, threads: Int? = nil
  ) {
    self.init(
      TranslationEnsemble(model), decoding: decoding, unknown: unknown, threads: threads)
  }

  /// A translator by several models, whose distributions are averaged at every symbol; the
  /// attention of a translation is that of the first.
  ///
  /// The other parameters are those of ``init(_:decoding:unknown:threads:)``.
  public init(
    _ ensemble: TranslationEnsemble, decoding: TranslationDecoding = .beam(),
    unknown: UnknownPolicy = .skip, threads: Int? = nil
  ) {
    vocabulary = ensemble.vocabulary
    self.decoding = decoding
    self.unknown = unknown
    let pool = WorkerPool(threads: threads ?? WorkerPool.processorCount)
    translator = Translator(ensemble.packed(pool: pool), pool: pool)
  }

  /// Translates the next sentences; what is found for one does not depend on the others.
  ///
  /// - Throws: `TextError/unknownSymbol` with the number of the sentence as its line, where the
  ///   policy is `error`.
  public mutating func translate(_ texts: [String]) throws(TextError) -> [SentenceTranslation] {
    var sources: [[Int32]] = []
    for (index, text) in texts.enumerated() {
      sources.append(
        try vocabulary.encode(
          text, side: .source, unknown: unknown, line: count + index + 1,
          noting: &unknownSymbols))
    }
    let present = sources.indices.filter { !sources[$0].isEmpty }
    let found = decoding.translate(present.map { sources[$0] }, translator, first: count)
    count += texts.count
    var hypotheses = [[Hypothesis]](repeating: [], count: texts.count)
    for (index, found) in zip(present, found) { hypotheses[index] = found }
    return texts.indices.map { index in
      SentenceTranslation(
        text: texts[index], source: sources[index], hypotheses: hypotheses[index],
        translations: hypotheses[index].map { vocabulary.decode($0.symbols, side: .target) })
    }
  }
}

/// The translations of a sentence.
public struct SentenceTranslation: Sendable {
  /// The sentence as it was given.
  public let text: String
  /// Its symbols as the model reads them; empty for a sentence of nothing, whose translation is
  /// empty too.
  public let source: [Int32]
  /// What was found, best first.
  public let hypotheses: [Hypothesis]
  /// The text of each hypothesis.
  public let translations: [String]

  /// The text of the best hypothesis.
  public var best: String { translations.first ?? "" }
}
