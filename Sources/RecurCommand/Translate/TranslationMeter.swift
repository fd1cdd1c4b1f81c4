import Recur
import Terminal

/// Measures a model on pairs: its loss, and its translations against the references.
final class TranslationMeter {
  let vocabulary: PairVocabulary
  private let evaluator: TranslationEvaluator<Float>
  private let translator: Translator<Float>

  /// Translations beside their references.
  struct Translations {
    let pairs: [SentencePair]
    let hypotheses: [String]
    /// In the model's normal form.
    let references: [String]
    let scores: TranslationScores
    let bleu: BLEU
  }

  /// A meter of the weights in `model`, which may be packed anew between calls.
  init(_ model: PackedEncoderDecoder<Float>, vocabulary: PairVocabulary, pool: WorkerPool) {
    self.vocabulary = vocabulary
    evaluator = TranslationEvaluator(model, pool: pool)
    translator = Translator(model, pool: pool)
  }

  /// The loss of each pair in nats, its end symbol included.
  func losses(_ part: TrainingPairs.Part) -> [Double] {
    evaluator.losses(part.encoded)
  }

  /// The mean loss of a predicted symbol of all the pairs, in nats.
  func loss(_ part: TrainingPairs.Part) -> Double {
    let predictions = part.encoded.reduce(0) { $0 + $1.target.count + 1 }
    return losses(part).reduce(0, +) / Double(max(predictions, 1))
  }

  /// Translates the sources and compares.
  func translate(
    _ part: TrainingPairs.Part, _ decoding: TranslationDecoding, bleu: BLEUWords
  ) -> Translations {
    let found = decoding.translate(part.encoded.map(\.source), translator)
    let hypotheses = found.map { hypotheses in
      hypotheses.first.map { vocabulary.decode($0.symbols, side: .target) } ?? ""
    }
    let references = part.texts.map { vocabulary.targetNormalization.normalize($0.target) }
    let metric = bleu.metric(references)
    return Translations(
      pairs: part.texts, hypotheses: hypotheses, references: references,
      scores: TranslationScores(hypotheses: hypotheses, references: references, bleu: metric),
      bleu: metric)
  }
}

extension TranslationScores {
  /// `exact 12.3%, CER 4.5%, BLEU 67.8, chrF 78.9`
  var words: String {
    "exact \(Format.percent(exactMatch, digits: 1)), "
      + "CER \(Format.percent(characterErrors.rate, digits: 1)), "
      + "BLEU \(Format.fixed(bleu.score, digits: 1)), chrF \(Format.fixed(chrF, digits: 1))"
  }

  /// For logs and `--json`.
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
