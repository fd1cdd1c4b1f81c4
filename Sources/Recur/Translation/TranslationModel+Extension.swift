package import SequenceModels
package import TensorCore
public import TextModeling

extension TranslationModel {
  /// The model with the symbols of pairs beside its own: to be trained on those pairs, from what it
  /// knows already.
  ///
  /// - Parameter seed: what the parameters of new symbols are drawn from.
  /// - Throws: `EncoderDecoderError` for vocabularies too large for a model.
  public func extended(by pairs: [SentencePair], seed: UInt64 = 123) throws -> TranslationModel {
    let larger = try vocabulary.extended(by: pairs)
    var configuration = configuration
    configuration.sourceVocabularySize = larger.source.count
    configuration.targetVocabularySize = larger.target.count
    var generator = RandomGenerator(seed: seed)
    return TranslationModel(
      vocabulary: larger, network: try network(configuration, using: &generator))
  }

  /// The network of a configuration whose vocabularies extend the model's: its parameters, and
  /// those of new symbols as of a network that is drawn anew.
  ///
  /// - Parameter configuration: that of the model, but for the vocabularies and for what only
  ///   training reads.
  package func network(
    _ configuration: EncoderDecoderConfiguration, using generator: inout RandomGenerator
  ) throws(EncoderDecoderError) -> EncoderDecoder<Float> {
    var result = try EncoderDecoder<Float>(
      configuration, weights: .lecun, recurrent: .orthogonal, using: &generator)
    result.layout.transfer(network.parameters, of: network.layout, to: &result.parameters)
    return result
  }
}
