public import SequenceModels
package import SequenceTraining
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
    let text = try encode(text, unknown: unknown)
    guard text.count > 1 else { throw .tooShort(needed: 2, found: text.count) }
    return evaluate(
      text, batchSize: 1, threads: 1,
      each: nil as ((ArraySlice<Double>) throws(Never) -> Void)?)
  }

  // What an evaluation works on at once, whatever the text: of these numbers no result depends.
  /// The most streams side by side, of which others follow.
  private static let evaluationStreams = 256
  /// The most steps of a block, and of all its streams together.
  private static let (evaluationSteps, evaluationRows) = (1000, 4096)

  /// What ``evaluate(_:batchSize:threads:each:)`` works with: no more streams than there are
  /// symbols to predict, and no more steps than the streams have.
  package func evaluator(
    of text: EncodedText, batchSize: Int, threads: Int
  ) -> Evaluator<Float> {
    let streams = min(batchSize, text.count - 1)
    let rows = min(streams, Self.evaluationStreams)
    let steps = min(Self.evaluationSteps, Self.evaluationRows / rows)
    return Evaluator(
      PackedSequenceModel(network, trains: false), batchSize: rows,
      sequenceLength: min(steps, (text.count - 2 + streams) / streams),
      pool: WorkerPool(threads: min(threads, rows)))
  }

  /// Measures how well the model predicts a text of at least two symbols.
  ///
  /// - Parameters:
  ///   - batchSize: streams that the text is cut into, each from a state of zeros.
  ///   - threads: threads that share the streams.
  ///   - each: as of ``SequenceTraining/Evaluator/lossSum(of:each:)``.
  package func evaluate<Failure: Error>(
    _ text: EncodedText, batchSize: Int, threads: Int,
    each: ((ArraySlice<Double>) throws(Failure) -> Void)?
  ) throws(Failure) -> EvaluationMetrics {
    precondition(text.count > 1, "evaluation of \(text.count) symbols")
    let evaluator = evaluator(of: text, batchSize: batchSize, threads: threads)
    let all = EvaluationBlocks(
      text, range: 0..<text.count, batchSize: min(batchSize, text.count - 1),
      sequenceLength: evaluator.sequenceLength)
    var nats = 0.0
    for first in stride(from: 0, to: all.batchSize, by: evaluator.batchSize) {
      let streams = all.streams.dropFirst(first).prefix(evaluator.batchSize)
      let missing = evaluator.batchSize - streams.count
      let blocks = EvaluationBlocks(
        text, streams: streams + Array(repeating: 0..<0, count: missing),
        sequenceLength: evaluator.sequenceLength)
      nats += try evaluator.lossSum(of: blocks, each: each)
    }
    return EvaluationMetrics(
      totalNats: nats, symbolCount: all.predictionCount,
      byteCount: vocabulary.byteCount(of: text, in: 1..<text.count))
  }
}
