public import SequenceModels
public import TensorCore

extension Trainer {
  /// A trainer of a sequence model by back-propagation through time.
  ///
  /// - Parameters:
  ///   - batchSize: B, sequences side by side.
  ///   - sequenceLength: T, steps from one update to the next.
  ///   - precision: precision of every matrix product, weight gradients included; parameters are in
  ///     full precision.
  ///   - masks: whether batches come with masks.
  ///   - threads: threads that share the work.
  ///   - pool: threads that others use too; nil: `threads` of its own.
  public convenience init<S>(
    _ model: SequenceModel<S>, batchSize: Int, sequenceLength: Int,
    updates: UpdateOptions = UpdateOptions(), precision: ProductPrecision = .full,
    masks: Bool = false, threads: Int = WorkerPool.processorCount, pool: WorkerPool? = nil
  ) where Model == SequenceModel<S> {
    let pool = pool ?? WorkerPool(threads: threads)
    let estimator = BackpropagationThroughTime(
      model, batchSize: batchSize, sequenceLength: sequenceLength, precision: precision,
      masks: masks, dropoutSeed: updates.seed, pool: pool)
    self.init(model, estimator: estimator, updates: updates, pool: pool)
  }

  /// A trainer of a sequence model by `method`; the other parameters are those of
  /// ``init(_:batchSize:sequenceLength:updates:precision:masks:threads:pool:)``.
  ///
  /// Throws ``GradientMethodError`` for a method that does not combine with the model.
  public convenience init<S>(
    _ model: SequenceModel<S>, method: GradientMethod, batchSize: Int, sequenceLength: Int,
    updates: UpdateOptions = UpdateOptions(), precision: ProductPrecision = .full,
    masks: Bool = false, threads: Int = WorkerPool.processorCount, pool: WorkerPool? = nil
  ) throws(GradientMethodError) where Model == SequenceModel<S> {
    let pool = pool ?? WorkerPool(threads: threads)
    let estimator = try method.estimator(
      of: model,
      EstimatorOptions(
        batchSize: batchSize, sequenceLength: sequenceLength, precision: precision, masks: masks,
        dropoutSeed: updates.seed),
      pool: pool)
    self.init(model, estimator: estimator, updates: updates, pool: pool)
  }

  /// A trainer of an encoder-decoder on batches of pairs, by back-propagation through time.
  ///
  /// - Parameters:
  ///   - batchSize: the most pairs of a batch.
  ///   - sourceSteps: the longest source that memory is made for at first; it grows when needed.
  ///   - targetSteps: the same of targets and their end.
  ///   - sampling: how often the decoder is fed its own predictions; nil: never.
  ///   - precision: precision of every matrix product, weight gradients included; parameters are in
  ///     full precision.
  ///   - threads: threads that share the work.
  ///   - pool: threads that others use too; nil: `threads` of its own.
  public convenience init<S>(
    _ model: EncoderDecoder<S>, batchSize: Int, sourceSteps: Int = 1, targetSteps: Int = 1,
    updates: UpdateOptions = UpdateOptions(), sampling: SamplingSchedule? = nil,
    precision: ProductPrecision = .full, threads: Int = WorkerPool.processorCount,
    pool: WorkerPool? = nil
  ) where Model == EncoderDecoder<S> {
    let pool = pool ?? WorkerPool(threads: threads)
    let estimator = PairBackpropagation(
      model, batchSize: batchSize, sourceSteps: sourceSteps, targetSteps: targetSteps,
      sampling: sampling, seed: updates.seed, precision: precision, pool: pool)
    self.init(model, estimator: estimator, updates: updates, pool: pool)
  }
}

extension Trainer {
  /// A stream of the trainer's weights, from a state of zeros: it follows every update, so that a
  /// value can be forecast before it is learned from.
  public func stream<S>(rows: Int = 1) -> SequenceStream<S> where Model == SequenceModel<S> {
    SequenceStream(packedModel, rows: rows)
  }

  /// Floating-point operations that the estimator has counted beside those of the forward pass and
  /// the readout; 0 of one that does not count.
  package var operations: Int { estimator.operations }

  /// The largest magnitude of an element of the influence that the estimator carries; nil of one
  /// that carries none.
  /// - Complexity: one pass over the influence.
  package var largestInfluence: Double? { estimator.largestInfluence }

  /// Steps from one update to the next.
  package var stepsPerUpdate: Int { estimator.stepsPerUpdate }
}
