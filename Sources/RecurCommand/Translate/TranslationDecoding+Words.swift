import Recur
import Terminal

extension TranslationDecoding {
  /// The decoding in words: `beam of 5`.
  var words: String {
    switch method {
    case .greedy: "greedy"
    case .beam(let options): "beam of \(options.width)"
    case .sampling(let options, let seed):
      "sampled at temperature \(Format.general(options.temperature)), seed \(seed)"
    }
  }
}
