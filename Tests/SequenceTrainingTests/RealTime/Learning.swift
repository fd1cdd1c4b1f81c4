import SequenceModels
import SequenceTraining
import TensorCore

extension Fixture {
  /// The parameters after gradient descent, an update at every step of a batch of one sequence.
  static func learnedOnline(
    _ model: SequenceModel<Double>, _ estimator: some SequenceEstimator<Double>, _ batch: Batch
  ) throws -> [Double] {
    let trainer = Trainer(
      model, estimator: estimator,
      updates: UpdateOptions(optimizer: .sgd, learningRate: 0.05, clipping: Clipping()),
      pool: WorkerPool(threads: 1))
    for step in batch.tokens.indices {
      _ = try trainer.update(batch.steps(step..<step + 1, batchSize: 1))
    }
    return trainer.model.parameters.values
  }

  /// The losses of updates by a method on 0 1 2 3 0 1 2 3 ..., two sequences of eight steps.
  static func losses(
    _ model: SequenceModel<Float>, _ method: GradientMethod, blockLength: Int? = nil, updates: Int
  ) throws -> [Double] {
    let trainer = try Trainer(
      model, method: method.with(blockLength: blockLength, seed: 3), batchSize: 2,
      sequenceLength: 8, updates: UpdateOptions(learningRate: 0.03), threads: 1)
    let tokens = (0..<16).map { Int32($0 / 2 % 4) }
    let batch = Batch(tokens: tokens, targets: tokens.map { ($0 + 1) % 4 })
    return try (0..<updates).map { _ in try trainer.update(batch).loss }
  }
}
