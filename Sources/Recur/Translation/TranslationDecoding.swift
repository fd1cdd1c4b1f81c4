public import SequenceModels
internal import TensorCore
internal import TextModeling

/// A way to find translations.
public struct TranslationDecoding: Sendable, Equatable {
  /// What looks for them.
  public enum Method: Sendable, Equatable {
    /// The most probable symbol at every step.
    case greedy
    /// The hypotheses of a beam search.
    case beam(BeamSearchOptions)
    /// Every symbol drawn from the model's distribution.
    case sampling(SamplingOptions, seed: UInt64)
  }

  /// What looks for translations.
  public var method: Method
  /// What they may be.
  public var options: DecodingOptions

  /// A way of these parts.
  public init(method: Method, options: DecodingOptions) {
    self.method = method
    self.options = options
  }

  /// The most probable symbol at every step, up to `maximumLength` of them; `<unk>` is never
  /// written.
  public static func greedy(maximumLength: Int) -> TranslationDecoding {
    TranslationDecoding(
      method: .greedy,
      options: DecodingOptions(
        maximumLength: maximumLength, excludedSymbols: [TokenVocabulary.unknownIndex]))
  }

  /// A beam search for the `bestCount` best translations, of up to 50 symbols and 3 for each of the
  /// source; `<unk>` is never written.
  ///
  /// - Parameter keepsAttention: whether hypotheses come with their attention.
  public static func beam(
    width: Int = 5, bestCount: Int = 1, keepsAttention: Bool = false
  ) -> TranslationDecoding {
    TranslationDecoding(
      method: .beam(BeamSearchOptions(width: max(width, bestCount), bestCount: bestCount)),
      options: DecodingOptions(
        maximumLength: standardLength,
        maximumLengthPerSourceSymbol: standardLengthPerSourceSymbol,
        excludedSymbols: [TokenVocabulary.unknownIndex], keepsAttention: keepsAttention))
  }

  /// The most symbols of a translation where nobody says otherwise: so many, and for each symbol of
  /// the source ``standardLengthPerSourceSymbol`` more.
  package static let standardLength = 50
  package static let standardLengthPerSourceSymbol = 3.0

  /// Hypotheses of a source that are decoded side by side.
  package var rowsPerSource: Int {
    if case .beam(let search) = method { search.width } else { 1 }
  }

  /// The translations of each source, best first.
  ///
  /// - Parameter first: how many sources came before these, so that what is drawn does not depend
  ///   on how many are translated at once.
  package func translate(
    _ sources: [[Int32]], _ translator: Translator<Float>, first: Int = 0
  ) -> [[Hypothesis]] {
    switch method {
    case .greedy: translator.greedy(sources, options: options).map { [$0] }
    case .beam(let search): translator.beam(sources, options: search, decoding: options)
    case .sampling(let sampling, let seed):
      translator.sample(
        sources, sampling: sampling, options: options, seed: seed,
        seeds: sources.indices.map { (seed &+ UInt64(first + $0)).splitMix() }
      ).map { [$0] }
    }
  }
}
