public import SequenceModels
public import SequenceTraining
public import TensorCore

extension Trainer {
  /// A trainer of a network on batches of examples.
  ///
  /// ```swift
  /// let trainer = Trainer(network, loss: .crossEntropy, updates: UpdateOptions(learningRate: 1e-3))
  /// for batch in ExampleBatches(images, batchSize: 128, epochs: 5) { try trainer.update(batch) }
  /// network = trainer.model
  /// ```
  ///
  /// - Parameters:
  ///   - loss: what the outputs of an example are measured by.
  ///   - reduction: what is made of the losses of a batch.
  ///   - threads: threads that share the work of each layer.
  ///   - pool: threads that others use too; nil: `threads` of its own.
  public convenience init<S>(
    _ network: Network<S>, loss: Loss, reduction: LossReduction = .mean,
    updates: UpdateOptions = UpdateOptions(), threads: Int = WorkerPool.processorCount,
    pool: WorkerPool? = nil
  ) where Model == Network<S> {
    let pool = pool ?? WorkerPool(threads: threads)
    let estimator = NetworkBackpropagation(
      network, loss: loss, reduction: reduction, frozen: updates.frozen, seed: updates.seed,
      pool: pool)
    self.init(network, estimator: estimator, updates: updates, pool: pool)
  }

  /// The mean loss of examples under the present parameters, by inference, and how many of them are
  /// put into their class.
  public func scores<S>(of examples: Examples<S>, batchSize: Int = 256) -> NetworkScores
  where Model == Network<S> {
    guard let estimator = estimator as? NetworkBackpropagation<S> else {
      preconditionFailure("scores by a trainer of another kind")
    }
    return estimator.model.scores(of: examples, loss: estimator.loss, batchSize: batchSize)
  }
}
