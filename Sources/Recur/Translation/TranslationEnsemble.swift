package import SequenceModels
package import TensorCore
public import TextModeling

/// Some translation models of the same vocabularies as one: at every symbol their distributions are
/// averaged.
///
/// ```swift
/// var translator = SentenceTranslator(try TranslationEnsemble([model, other]))
/// ```
public struct TranslationEnsemble: Sendable {
  /// The models, at least one.
  public let models: [TranslationModel]

  /// An ensemble of at least one model.
  ///
  /// - Throws: `EnsembleError` for a model of other vocabularies than the first.
  public init(_ models: [TranslationModel]) throws(EnsembleError) {
    precondition(!models.isEmpty, "an ensemble of no models")
    let first = models[0].vocabulary
    for (index, model) in models.enumerated().dropFirst() {
      for side in PairSide.allCases {
        let (own, other) = (first[side], model.vocabulary[side])
        try EnsembleError.require(
          own.unit, own.symbols, equal: other.unit, other.symbols, model: index)
        // Where white space stands is a matter of spelling, and the first model's.
        var normalization = model.vocabulary.normalization(of: side)
        normalization.spacing = first.normalization(of: side).spacing
        guard normalization == first.normalization(of: side) else {
          throw .otherNormalization(model: index)
        }
      }
      guard model.vocabulary.isShared == first.isShared else { throw .otherSharing(model: index) }
    }
    self.models = models
  }

  init(_ model: TranslationModel) { models = [model] }

  /// The vocabularies of all models.
  public var vocabulary: PairVocabulary { models[0].vocabulary }

  /// The weights of all models as the kernels read them.
  package func packed(pool: WorkerPool) -> [PackedEncoderDecoder<Float>] {
    models.map { PackedEncoderDecoder($0.network, trains: false, pool: pool) }
  }
}
