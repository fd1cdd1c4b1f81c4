public import ModelFiles
public import Networks
internal import SequenceModels
public import SequenceTraining
internal import TensorCore

/// What a checkpoint of training says beside its tensors.
private struct NetworkProgress: Codable {
  var updates: Int
  var optimizerSteps: Int
  /// nil: no mean of the weights is kept.
  var averagedUpdates: Int?

  private enum CodingKeys: String, CodingKey {
    case updates
    case optimizerSteps = "optimizer_steps"
    case averagedUpdates = "averaged_updates"
  }
}

private let progressSection = "progress"

/// A checkpoint of a network may hold what its trainer needs to go on: the section `progress`, and
/// the optimiser's vectors as tensors `training.optimizer.I`, and the mean of the weights, where one
/// is kept, as `training.average`.
///
/// ```swift
/// try trainer.save(to: "digits.safetensors")
/// let trainer = Trainer(network, loss: .crossEntropy, updates: options)
/// try trainer.resume(from: "digits.safetensors")
/// for batch in ExampleBatches(images, batchSize: 128, epochs: 5, position: trainer.updateCount) {
///   try trainer.update(batch)
/// }
/// ```
extension Trainer {
  /// Saves the network and the state of training at `path`; the file there is replaced at once or
  /// not at all.
  ///
  /// - Throws: `FileError` when the file cannot be written; the old one is then untouched.
  public func save<S: TensorElement>(to path: String) throws where Model == Network<S> {
    let snapshot = snapshot()
    var checkpoint = model.checkpoint
    try checkpoint.setSection(
      progressSection,
      to: NetworkProgress(
        updates: snapshot.updateCount, optimizerSteps: snapshot.optimizer.step,
        averagedUpdates: snapshot.average?.count))
    for (index, vector) in snapshot.optimizer.vectors.enumerated() {
      checkpoint.append(vector.values, shape: vector.shape, name: vectorName(index))
    }
    if let average = snapshot.average?.values {
      checkpoint.append(average.values, shape: average.shape, name: averageName)
    }
    try checkpoint.write(to: path)
  }

  /// Goes on from a checkpoint that a trainer of the same network and options has saved: the
  /// further updates have the bits of training without a break.
  ///
  /// - Throws: `CheckpointError` for a file that is missing, damaged or of another network;
  ///   `TrainingError.snapshotMismatch` for a trainer of another optimiser.
  public func resume<S: TensorElement>(from path: String) throws where Model == Network<S> {
    var checkpoint = try Checkpoint(networkAt: path)
    let progress: NetworkProgress = try checkpoint.section(progressSection)
    let parameters: Tensor<S> = try checkpoint.parameters(model.layout)
    var vectors: [Tensor<S>] = []
    while checkpoint.shape(of: vectorName(vectors.count)) != nil {
      vectors.append(try checkpoint.finiteTensor(vectorName(vectors.count)))
    }
    let average: Tensor<S>? =
      progress.averagedUpdates == nil ? nil : try checkpoint.finiteTensor(averageName)
    try restore(
      TrainerSnapshot(
        updateCount: progress.updates, parameters: parameters,
        optimizer: OptimizerState(step: progress.optimizerSteps, vectors: vectors),
        average: average.map {
          AveragedWeights(count: progress.averagedUpdates ?? 0, values: $0)
        }))
  }

  private var averageName: String { Checkpoint.trainingPrefix + "average" }

  private func vectorName(_ index: Int) -> String {
    Checkpoint.trainingPrefix + "optimizer.\(index)"
  }
}
