internal import SequenceModels
public import SequenceTraining
internal import TensorCore
public import TextModeling

// Dynamic evaluation: a model that goes on learning while it reads.
extension LanguageModel {
  /// Measures how well the model predicts a text from which it goes on learning while it reads it:
  /// every symbol is predicted before it is learned from. The model itself stays as it is.
  ///
  /// A figure of this protocol is no figure of ``evaluate(_:unknown:)``: it says what the model and
  /// the text before a symbol know together, and stands beside the other one.
  ///
  /// ```swift
  /// let plain = try model.evaluate(letters)
  /// let adapting = try model.evaluate(letters, adapting: AdaptationOptions())
  /// print(plain.natsPerSymbol - adapting.natsPerSymbol)
  /// ```
  ///
  /// - Parameters:
  ///   - options: how the model learns.
  ///   - threads: threads that share the work; the result does not depend on them.
  /// - Throws: what ``encode(_:unknown:)`` throws; `TextError.tooShort` for less than two symbols;
  ///   `TrainingError` where the model does not stay finite.
  public func evaluate(
    _ text: some Collection<UInt8>, adapting options: AdaptationOptions,
    unknown: UnknownPolicy = .error, threads: Int = 1
  ) throws -> EvaluationMetrics {
    try read(text, adapting: options, unknown: unknown, threads: threads).metrics
  }

  /// The model after it has learned from a text as it is read once: for writing in its manner.
  ///
  /// - Throws: as ``evaluate(_:adapting:unknown:threads:)``.
  public func adapted(
    to text: some Collection<UInt8>, options: AdaptationOptions = AdaptationOptions(),
    unknown: UnknownPolicy = .error, threads: Int = 1
  ) throws -> LanguageModel {
    try read(text, adapting: options, unknown: unknown, threads: threads).model
  }

  private func read(
    _ text: some Collection<UInt8>, adapting options: AdaptationOptions, unknown: UnknownPolicy,
    threads: Int
  ) throws -> (metrics: EvaluationMetrics, model: LanguageModel) {
    let text = try encode(text, unknown: unknown)
    guard text.count > 1 else { throw TextError.tooShort(needed: 2, found: text.count) }
    let evaluator = dynamicEvaluator(options, threads: threads)
    let metrics = try read(text, with: evaluator) { _, _ in }
    var model = self
    model.network = evaluator.adapted
    return (metrics, model)
  }

  /// What ``read(_:with:each:)`` works with.
  package func dynamicEvaluator(
    _ options: AdaptationOptions, wantsLosses: Bool = false, threads: Int
  ) -> DynamicEvaluator<Float> {
    DynamicEvaluator(
      network, options: options, wantsLosses: wantsLosses, pool: WorkerPool(threads: threads))
  }

  /// Reads a text of at least two symbols from a state of zeros, as one stream.
  ///
  /// - Parameters:
  ///   - wantsLosses: whether `each` is given the losses, of an evaluator that has them.
  ///   - each: receives after each segment the losses of its symbols and the sum so far, in nats.
  package func read(
    _ text: EncodedText, with evaluator: DynamicEvaluator<Float>, wantsLosses: Bool = false,
    each: (ArraySlice<Double>, Double) throws -> Void
  ) throws -> EvaluationMetrics {
    precondition(text.count > 1, "evaluation of \(text.count) symbols")
    let steps = evaluator.options.segmentLength
    var blocks = EvaluationBlocks(
      text, range: 0..<text.count, batchSize: 1, sequenceLength: steps)
    var batch = Batch(steps: steps, batchSize: 1)
    var losses = [Double](repeating: 0, count: steps)
    var nats = 0.0
    while true {
      let count = blocks.next(into: &batch)
      guard count > 0 else { break }
      nats += try evaluator.read(
        batch, losses: wantsLosses ? { losses[$0] = $1 } : nil)
      try each(losses.prefix(count), nats)
    }
    return EvaluationMetrics(
      totalNats: nats, symbolCount: blocks.predictionCount,
      byteCount: vocabulary.byteCount(of: text, in: 1..<text.count))
  }
}
