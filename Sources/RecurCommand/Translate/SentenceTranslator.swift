import SequenceModels
import TensorCore
import Terminal
import TextModeling

/// Translates sentences as they come, whatever they are.
struct SentenceTranslator {
  /// What was found for a sentence.
  struct Found {
    /// As it was given.
    let text: String
    /// Its symbols as the model reads them; empty for a sentence of nothing, whose translation is empty too.
    let source: [Int32]
    /// Best first.
    let hypotheses: [Hypothesis]
  }

  let vocabulary: PairVocabulary
  private let decoding: TranslationDecoding
  private let unknown: UnknownPolicy
  private let translator: Translator<Float>
  /// Sentences so far.
  private var count = 0
  /// Symbols so far that the model does not know.
  private(set) var unknownCount = 0

  init(
    _ model: TranslationModel, _ decoding: TranslationDecoding, unknown: UnknownPolicy,
    threads: Int?
  ) {
    vocabulary = model.vocabulary
    self.decoding = decoding
    self.unknown = unknown
    let pool = WorkerPool(threads: threads ?? WorkerPool.processorCount)
    translator = Translator(
      PackedEncoderDecoder(model.model, trains: false, pool: pool), pool: pool)
  }

  /// Translates the next sentences; what is found for one does not depend on the others.
  ///
  /// - Throws: `TextError/unknownSymbol` with the number of the sentence as its line, where the policy is `error`.
  mutating func translate(_ texts: [String]) throws(TextError) -> [Found] {
    var pairs: [SentencePair] = []
    for (index, text) in texts.enumerated() {
      pairs.append(SentencePair(text, "", line: count + index + 1))
    }
    let sources = try vocabulary.encode(pairs, unknown: unknown, unknownCount: &unknownCount)
      .map(\.source)
    let present = sources.indices.filter { !sources[$0].isEmpty }
    let found = decoding.translate(present.map { sources[$0] }, translator, first: count)
    count += texts.count
    var results = texts.indices.map {
      Found(text: texts[$0], source: sources[$0], hypotheses: [])
    }
    for (index, hypotheses) in zip(present, found) {
      results[index] = Found(
        text: texts[index], source: sources[index], hypotheses: hypotheses)
    }
    return results
  }

  /// The text of a translation.
  func text(_ hypothesis: Hypothesis) -> String {
    vocabulary.decode(hypothesis.symbols, side: .target)
  }

  /// What is said at the end of the symbols that the model does not know; nil where it knew all.
  var unknownWords: String? {
    guard unknownCount > 0 else { return nil }
    let symbols = unknownCount == 1 ? "symbol was" : "symbols were"
    return "\(Format.grouped(unknownCount)) \(symbols) not in the model's vocabulary"
      + (unknown == .skip ? ", left out" : ", <unk> in their place")
  }
}
