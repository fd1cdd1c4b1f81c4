internal import SequenceModels
package import SequenceTraining
internal import TensorCore
public import TextModeling

/// Some language models of one vocabulary as one: at every symbol their distributions are averaged.
///
/// Sizes and cells may differ; models of other seeds or other samples of a text (bagging) gain most.
///
/// ```swift
/// let ensemble = try LanguageEnsemble([model, other])
/// print(try ensemble.evaluate(text).natsPerSymbol)
/// var writer = TextGenerator(ensemble)
/// ```
public struct LanguageEnsemble: Sendable {
  /// The models, at least one.
  public let models: [LanguageModel]

  /// An ensemble of at least one model.
  ///
  /// - Throws: `EnsembleError` for a model of another vocabulary than the first.
  public init(_ models: [LanguageModel]) throws(EnsembleError) {
    precondition(!models.isEmpty, "an ensemble of no models")
    for (index, model) in models.enumerated().dropFirst() {
      try EnsembleError.require(
        models[0].vocabulary.unit, models[0].vocabulary.symbols,
        equal: model.vocabulary.unit, model.vocabulary.symbols, model: index)
    }
    self.models = models
  }

  init(_ model: LanguageModel) { models = [model] }

  /// The vocabulary of all models.
  public var vocabulary: Vocabulary { models[0].vocabulary }

  /// Measures how well the models together predict a text, every symbol but the first from all
  /// before it.
  ///
  /// - Throws: as ``LanguageModel/evaluate(_:unknown:)``.
  public func evaluate(
    _ text: some Collection<UInt8>, unknown: UnknownPolicy = .error
  ) throws(TextError) -> EvaluationMetrics {
    let text = try models[0].encode(text, unknown: unknown)
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
      models.map { PackedSequenceModel($0.network, trains: false) }, batchSize: rows,
      sequenceLength: min(steps, (text.count - 2 + streams) / streams),
      pool: WorkerPool(threads: min(threads, rows)))
  }

  /// Measures how well the models predict a text of at least two symbols.
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
