import Recur
import Terminal

extension TranslationScores {
  /// `exact 12.3%, CER 4.5%, BLEU 67.8, chrF 78.9`
  var words: String {
    "exact \(Format.percent(exactMatch, digits: 1)), "
      + "CER \(Format.percent(characterErrors.rate, digits: 1)), "
      + "BLEU \(Format.fixed(bleu.score, digits: 1)), chrF \(Format.fixed(chrF, digits: 1))"
  }

  /// The scores for logs and `--json`.
  var members: [JSONValue.Member] {
    [
      .init(name: "exact_match", value: .number(exactMatch)),
      .init(name: "character_error_rate", value: .number(characterErrors.rate)),
      .init(name: "word_error_rate", value: .number(wordErrors.rate)),
      .init(name: "bleu", value: .number(bleu.score)),
      .init(name: "chrf", value: .number(chrF)),
      .init(name: "chrf_plus_plus", value: .number(chrFPlusPlus)),
    ]
  }
}
