package import SequenceModels
package import TensorCore
public import TextModeling

extension LanguageModel {
  /// The model with the symbols of a text beside its own: to be trained on that text, from what it
  /// knows already.
  ///
  /// ```swift
  /// var model = try LanguageModel(contentsOf: "stories.safetensors").extended(by: letters)
  /// try model.train(on: letters, updates: UpdateOptions(learningRate: 0.0005))
  /// ```
  ///
  /// - Parameters:
  ///   - text: UTF-8 unless the unit is the byte.
  ///   - seed: what the parameters of new symbols are drawn from.
  /// - Throws: `TextError` for a text that is not UTF-8.
  public func extended(
    by text: some Collection<UInt8>, seed: UInt64 = 123
  ) throws(TextError) -> LanguageModel {
    let larger = try vocabulary.extended(by: Array(text))
    var generator = RandomGenerator(seed: seed)
    return LanguageModel(
      configuration: configuration, vocabulary: larger,
      network: network(
        configuration, larger, weights: .lecun, recurrent: .lecun, using: &generator),
      warmUp: warmUp.map { Int32(larger.place(of: Int($0), in: vocabulary)) })
  }

  /// The network for a vocabulary that extends the model's: its parameters, and those of new
  /// symbols as of a network that is drawn anew.
  ///
  /// - Parameter configuration: that of the model, but for what only training reads.
  package func network(
    _ configuration: Configuration, _ larger: Vocabulary, weights: Initializer,
    recurrent: Initializer, using generator: inout RandomGenerator
  ) -> SequenceModel<Float> {
    var result = SequenceModel<Float>(
      configuration.network(vocabularySize: larger.count), weights: weights, recurrent: recurrent,
      using: &generator)
    result.layout.transfer(
      network.parameters, of: network.layout, to: &result.parameters
    ) { larger.place(of: $0, in: vocabulary) }
    return result
  }
}
