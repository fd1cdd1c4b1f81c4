public import SequenceModels
internal import TensorCore
public import TextModeling

extension LanguageModel {
  /// Writes text.
  ///
  /// The weights are packed at every call; ``TextGenerator`` packs them once for many texts.
  ///
  /// - Parameters:
  ///   - length: the most symbols to write after the prime.
  ///   - prime: the beginning of the text, which is part of the result; empty: a line end, which is
  ///     not.
  ///   - temperature: below 1 more probable text, above 1 more surprising.
  ///   - stops: texts before which the writing ends.
  ///   - seed: the same model, parameters and seed give the same text.
  /// - Throws: `TextError.unknownSymbol` for a prime with a symbol that the model does not know.
  public func generate(
    length: Int = 2000, prime: String = "", temperature: Double = 1, stops: [String] = [],
    seed: UInt64 = 123
  ) throws(TextError) -> String {
    try generate(
      length: length, prime: prime, sampling: SamplingOptions(temperature: temperature),
      stops: stops, seed: seed)
  }

  /// Writes text, symbols chosen as `sampling` says; `<unk>` is never written.
  ///
  /// The other parameters are those of ``generate(length:prime:temperature:stops:seed:)``.
  public func generate(
    length: Int = 2000, prime: String = "", sampling: SamplingOptions, stops: [String] = [],
    seed: UInt64 = 123
  ) throws(TextError) -> String {
    let prompt = try vocabulary.encode(prime)
    var writer = TextGenerator(self, options: sampling)
    var generator = RandomGenerator(seed: seed)
    return writer.text(length, after: prompt, until: stops, using: &generator)
  }

  /// The indices of a text's symbols.
  ///
  /// - Throws: `TextError` for a text that is not UTF-8, and for symbols that the model does not
  ///   know where the policy is `error`.
  public func encode(
    _ text: some Collection<UInt8>, unknown: UnknownPolicy = .error
  ) throws(TextError) -> EncodedText {
    try EncodedText(Array(text), vocabulary: vocabulary, unknown: unknown)
  }

  /// Measures how well the model predicts a text, every symbol but the first from all before it.
  ///
  /// - Throws: what ``encode(_:unknown:)`` throws; `TextError.tooShort` for less than two symbols.
  public func evaluate(
    _ text: some Collection<UInt8>, unknown: UnknownPolicy = .error
  ) throws(TextError) -> EvaluationMetrics {
    try LanguageEnsemble(self).evaluate(text, unknown: unknown)
  }
}
