package import ModelFiles
package import SequenceTraining
package import TensorCore
package import TextModeling

/// Everything beside the model that training needs to go on as if it had never stopped.
///
/// In a checkpoint: the sections `options`, `text` and `progress`, and the tensors
///
///     training.state              [L, K, B, n]  the carried state, where there is one
///     training.optimizer.I        [P]           the optimiser's vectors, in the order of the parameters
///     training.estimator.NAME                   what the estimator carries, with the section `estimator`
///     training.stream             [bytes]       the end of a stream's text, not yet trained on
package struct TrainingSnapshot: Sendable {
  /// Where training stands. No times: equal runs give equal files.
  package struct Progress: Codable, Equatable, Sendable {
    package var updates = 0
    package var optimizerSteps = 0
    /// The position in the text.
    package var position = StreamBatches.Position()
    /// Draws the samples shown at validations; it drew the weights before.
    package var generator: RandomGenerator
    package var stopping = EarlyStopping()
    /// The last validation loss in nats, where it was measured, and where the best one was.
    package var validationLoss: Double?
    package var validatedUpdate: Int?
    package var bestUpdate: Int?
    /// Updates whose gradient the norm limit bound, and elements that the value limit bound.
    package var normClips = 0
    package var valueClips = 0

    /// The beginning of training.
    package init(generator: RandomGenerator) {
      self.generator = generator
    }

    private enum CodingKeys: String, CodingKey {
      case updates
      case optimizerSteps = "optimizer_steps"
      case position
      case generator
      case stopping = "early_stopping"
      case validationLoss = "validation_loss"
      case validatedUpdate = "validated_update"
      case bestUpdate = "best_update"
      case normClips = "norm_clips"
      case valueClips = "value_clips"
    }
  }

  /// The options by name, the threads used among them.
  package var options: [String: [String]]
  package var text: TextFingerprint
  /// The kernel set used: another one rounds differently.
  package var kernels: String
  package var progress: Progress
  /// [L, K, B, n]; empty where nothing is carried from update to update.
  package var state: Tensor<Float>
  /// [P] each
  package var optimizerVectors: [Tensor<Float>]
  /// What the estimator carries beside the state.
  package var estimator: EstimatorSnapshot<Float>
  /// Of a stream: bytes read and not yet trained on, from the last symbol that was on.
  package var pending: [UInt8]

  /// Lists and generator of an ``SequenceTraining/EstimatorSnapshot``.
  private struct Carried: Codable {
    var indices: [String: [Int]]
    var generator: RandomGenerator?
  }

  private static let optionsSection = "options"
  private static let textSection = "text"
  private static let kernelsSection = "kernels"
  private static let progressSection = "progress"
  private static let stateTensor = "training.state"
  private static let estimatorSection = "estimator"
  private static let estimatorPrefix = "training.estimator."
  private static let pendingTensor = "training.stream"

  private static func optimizerTensor(_ index: Int) -> String { "training.optimizer.\(index)" }

  package init(
    options: [String: [String]], text: TextFingerprint, kernels: String,
    progress: Progress, state: Tensor<Float>, optimizerVectors: [Tensor<Float>],
    estimator: EstimatorSnapshot<Float> = EstimatorSnapshot(), pending: [UInt8] = []
  ) {
    self.options = options
    self.text = text
    self.kernels = kernels
    self.progress = progress
    self.state = state
    self.optimizerVectors = optimizerVectors
    self.estimator = estimator
    self.pending = pending
  }

  /// Reads the snapshot out of a checkpoint.
  package init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    options = try checkpoint.section(Self.optionsSection)
    text = try checkpoint.section(Self.textSection)
    kernels = try checkpoint.section(Self.kernelsSection)
    progress = try checkpoint.section(Self.progressSection)
    state =
      checkpoint.shape(of: Self.stateTensor) == nil
      ? Tensor(zeros: [0]) : try Self.tensor(Self.stateTensor, checkpoint)
    var vectors: [Tensor<Float>] = []
    while checkpoint.shape(of: Self.optimizerTensor(vectors.count)) != nil {
      vectors.append(try Self.tensor(Self.optimizerTensor(vectors.count), checkpoint))
    }
    optimizerVectors = vectors
    estimator = try Self.estimator(checkpoint)
    pending =
      checkpoint.shape(of: Self.pendingTensor) == nil
      ? [] : try checkpoint.values(of: Self.pendingTensor, as: UInt8.self)
  }

  private static func estimator(
    _ checkpoint: Checkpoint
  ) throws(CheckpointError) -> EstimatorSnapshot<Float> {
    guard checkpoint.sectionNames.contains(estimatorSection) else { return EstimatorSnapshot() }
    let carried: Carried = try checkpoint.section(estimatorSection)
    var result = EstimatorSnapshot<Float>(indices: carried.indices, generator: carried.generator)
    for name in checkpoint.tensorNames where name.hasPrefix(estimatorPrefix) {
      result.tensors[String(name.dropFirst(estimatorPrefix.count))] = try tensor(name, checkpoint)
    }
    return result
  }

  /// Adds the snapshot to a checkpoint.
  package func add(to checkpoint: inout Checkpoint) throws(CheckpointError) {
    try Self.setOptions(options, of: &checkpoint)
    try checkpoint.setSection(Self.textSection, to: text)
    try checkpoint.setSection(Self.kernelsSection, to: kernels)
    try checkpoint.setSection(Self.progressSection, to: progress)
    if state.count > 0 {
      checkpoint.append(state.values, shape: state.shape, name: Self.stateTensor)
    }
    for (index, vector) in optimizerVectors.enumerated() {
      checkpoint.append(vector.values, shape: vector.shape, name: Self.optimizerTensor(index))
    }
    if !pending.isEmpty {
      checkpoint.append(pending, shape: [pending.count], name: Self.pendingTensor)
    }
    guard !estimator.isEmpty else { return }
    try checkpoint.setSection(
      Self.estimatorSection,
      to: Carried(indices: estimator.indices, generator: estimator.generator))
    for (name, tensor) in estimator.tensors.sorted(by: { $0.key < $1.key }) {
      checkpoint.append(tensor.values, shape: tensor.shape, name: Self.estimatorPrefix + name)
    }
  }

  /// The options in a checkpoint.
  package static func options(
    of checkpoint: Checkpoint
  ) throws(CheckpointError) -> [String: [String]] {
    try checkpoint.section(optionsSection)
  }

  /// Replaces the options in a checkpoint.
  package static func setOptions(
    _ options: [String: [String]], of checkpoint: inout Checkpoint
  ) throws(CheckpointError) {
    try checkpoint.setSection(optionsSection, to: options)
  }

  private static func tensor(
    _ name: String, _ checkpoint: Checkpoint
  ) throws(CheckpointError) -> Tensor<Float> {
    let values = try checkpoint.values(of: name, as: Float.self)
    return Tensor(shape: checkpoint.shape(of: name) ?? [values.count], values: values)
  }
}
