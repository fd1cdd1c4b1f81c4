import SequenceModels
import TensorCore
import Terminal
import TextModeling

/// How translations are found.
struct TranslationDecoding {
  /// What looks for them.
  enum Method {
    case greedy
    case beam(BeamSearchOptions)
    case sampling(SamplingOptions, seed: UInt64)
  }

  let method: Method
  let options: DecodingOptions

  /// The most probable symbol at every step, up to `maximumLength` of them; `<unk>` is never written.
  static func greedy(maximumLength: Int) -> TranslationDecoding {
    TranslationDecoding(
      method: .greedy,
      options: DecodingOptions(
        maximumLength: maximumLength, excludedSymbols: [TokenVocabulary.unknownIndex]))
  }

  /// The translations of each source, best first.
  ///
  /// - Parameter first: how many sources came before these, so that what is drawn does not depend on how many are
  ///   translated at once.
  func translate(
    _ sources: [[Int32]], _ translator: Translator<Float>, first: Int = 0
  ) -> [[Hypothesis]] {
    switch method {
    case .greedy: translator.greedy(sources, options: options).map { [$0] }
    case .beam(let search): translator.beam(sources, options: search, decoding: options)
    case .sampling(let sampling, let seed):
      translator.sample(
        sources, sampling: sampling, options: options, seed: seed,
        seeds: sources.indices.map { index in
          var mixer = SplitMix64(state: seed &+ UInt64(first + index))
          return mixer.next()
        }
      ).map { [$0] }
    }
  }

  /// In words: `beam of 5`.
  var words: String {
    switch method {
    case .greedy: "greedy"
    case .beam(let options): "beam of \(options.width)"
    case .sampling(let options, let seed):
      "sampled at temperature \(Format.general(options.temperature)), seed \(seed)"
    }
  }
}
