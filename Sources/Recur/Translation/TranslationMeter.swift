package import SequenceModels
internal import SequenceTraining
package import TensorCore
package import TextModeling

/// Measures a model on pairs: its loss, and its translations against the references.
package final class TranslationMeter {
  private let vocabulary: PairVocabulary
  /// Of one model; several are measured as they translate.
  private let evaluator: PairEvaluator<Float>?
  private let translator: Translator<Float>

  /// Translations beside their references.
  package struct Translations: Sendable {
    /// The pairs as they were given.
    package let pairs: [SentencePair]
    /// The best translation of each source.
    package let hypotheses: [String]
    /// The targets in the model's normal form.
    package let references: [String]
    package let scores: TranslationScores
    /// The metric of ``scores``, as it was made for the references.
    package let bleu: BLEU
  }

  /// A meter of the weights in `models`, one or several together, which may be packed anew between
  /// calls.
  package init(
    _ models: [PackedEncoderDecoder<Float>], vocabulary: PairVocabulary, pool: WorkerPool
  ) {
    self.vocabulary = vocabulary
    evaluator = models.count == 1 ? PairEvaluator(models[0], pool: pool) : nil
    translator = Translator(models, pool: pool)
  }

  /// The mean loss of a predicted symbol of all the pairs, the ends among them, in nats.
  package func loss(_ pairs: EncodedPairs) -> Double {
    let predictions = pairs.encoded.reduce(0) { $0 + $1.target.count + 1 }
    let losses = evaluator?.losses(pairs.encoded) ?? translator.losses(pairs.encoded)
    return losses.reduce(0, +) / Double(max(predictions, 1))
  }

  /// Translates the sources and compares.
  ///
  /// - Parameter bleu: the words of BLEU; nil: as the references' script wants it.
  package func translate(
    _ pairs: EncodedPairs, _ decoding: TranslationDecoding, bleu: BLEUTokenization? = nil
  ) -> Translations {
    let found = decoding.translate(pairs.encoded.map(\.source), translator)
    let hypotheses = found.map { hypotheses in
      hypotheses.first.map { vocabulary.decode($0.symbols, side: .target) } ?? ""
    }
    let references = pairs.texts.map { vocabulary.targetNormalization.normalize($0.target) }
    let metric = BLEU(tokenization: bleu ?? BLEUTokenization(for: references))
    return Translations(
      pairs: pairs.texts, hypotheses: hypotheses, references: references,
      scores: TranslationScores(hypotheses: hypotheses, references: references, bleu: metric),
      bleu: metric)
  }
}

extension TranslationEnsemble {
  /// Measures how well the models together translate pairs, and how well they predict their targets.
  ///
  /// - Parameters:
  ///   - pairs: the pairs, encoded with the models' vocabulary.
  ///   - decoding: how translations are found.
  ///   - bleu: the words of BLEU; nil: as the references' script wants it.
  ///   - pool: threads that share the work.
  /// - Returns: the mean loss of a predicted symbol in nats, and the translations.
  package func evaluate(
    _ pairs: EncodedPairs, _ decoding: TranslationDecoding, bleu: BLEUTokenization? = nil,
    pool: WorkerPool
  ) -> (loss: Double, found: TranslationMeter.Translations) {
    let meter = TranslationMeter(packed(pool: pool), vocabulary: vocabulary, pool: pool)
    return (meter.loss(pairs), meter.translate(pairs, decoding, bleu: bleu))
  }
}

extension TranslationModel {
  /// Measures the model alone: see ``TranslationEnsemble/evaluate(_:_:bleu:pool:)``.
  package func evaluate(
    _ pairs: EncodedPairs, _ decoding: TranslationDecoding, bleu: BLEUTokenization? = nil,
    pool: WorkerPool
  ) -> (loss: Double, found: TranslationMeter.Translations) {
    TranslationEnsemble(self).evaluate(pairs, decoding, bleu: bleu, pool: pool)
  }
}
