package import SequenceTraining
internal import TensorCore

extension TrainingSnapshot {
  /// The state of a trainer, beside its parameters, which are the model's.
  ///
  /// - Parameters:
  ///   - options: the options by name.
  ///   - text: the identity of what the trainer learns from.
  ///   - progress: where training stands, the optimiser's steps excepted.
  ///   - pending: of a stream: bytes read and not yet trained on.
  package init<Model: TrainableModel>(
    of trainer: Trainer<Model>, options: [String: [String]], text: TextFingerprint,
    progress: Progress, pending: [UInt8] = []
  ) where Model.Scalar == Float {
    let snapshot = trainer.snapshot()
    let average = snapshot.average.flatMap { $0.count > 0 ? $0 : nil }
    self.init(
      options: options, text: text, kernels: KernelSet.active.name, progress: progress,
      state: snapshot.state, optimizerVectors: snapshot.optimizer.vectors,
      average: average?.values, estimator: snapshot.estimator, pending: pending)
    self.progress.optimizerSteps = snapshot.optimizer.step
    self.progress.averagedUpdates = average?.count
  }

  /// Puts a trainer, of the model that was saved, where training stood.
  ///
  /// - Throws: `TrainingError.snapshotMismatch` for a trainer of other sizes.
  package func restore<Model: TrainableModel>(
    _ trainer: Trainer<Model>
  ) throws(TrainingError) where Model.Scalar == Float {
    try trainer.restore(
      TrainerSnapshot(
        updateCount: progress.updates, parameters: weights ?? trainer.model.parameters,
        optimizer: OptimizerState(step: progress.optimizerSteps, vectors: optimizerVectors),
        average: progress.averagedUpdates.map {
          AveragedWeights(count: $0, values: average ?? trainer.model.parameters)
        }, state: state, estimator: estimator))
  }
}
