import SequenceModels
import SequenceTraining
import TensorCore

extension Fixture {
  /// The parameters after gradient descent, an update at every step of a batch of one sequence.
  static func learnedOnline(
    _ model: SequenceModel<Double>, _ estimator: some GradientEstimator<Double>, _ batch: Batch
  ) throws -> [Double] {
    let trainer = Trainer(
      model,
      options: TrainerOptions(
        batchSize: 1, sequenceLength: 1, optimizer: .sgd, learningRate: 0.05,
        clipping: Clipping()),
      estimator: estimator, pool: WorkerPool(threads: 1))
    for step in batch.tokens.indices {
      _ = try trainer.update(batch.steps(step..<step + 1, batchSize: 1))
    }
    return trainer.model.parameters.values
  }

  /// The losses of updates by a method on 0 1 2 3 0 1 2 3 ..., two sequences of eight steps.
  static func losses(
    _ model: SequenceModel<Float>, _ method: GradientMethod, blockLength: Int? = nil, updates: Int
  ) throws -> [Double] {
    let pool = WorkerPool(threads: 1)
    let settings = GradientMethodSettings(
      batchSize: 2, sequenceLength: 8, blockLength: blockLength, seed: 3)
    let trainer = Trainer(
      model,
      options: TrainerOptions(batchSize: 2, sequenceLength: 8, learningRate: 0.03),
      estimator: try method.estimator(of: model, settings, pool: pool), pool: pool)
    let tokens = (0..<16).map { Int32($0 / 2 % 4) }
    let batch = Batch(tokens: tokens, targets: tokens.map { ($0 + 1) % 4 })
    return try (0..<updates).map { _ in try trainer.update(batch).loss }
  }
}
