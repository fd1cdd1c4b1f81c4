package import ModelFiles
package import SequenceTraining
package import TensorCore

/// Everything beside the model that training needs to go on as if it had never stopped.
///
/// In a checkpoint: the sections `options`, `text` and `progress`, and the tensors
///
///     training.state              [L, K, B, n]  the carried state, where there is one
///     training.optimizer.I        [P]           the optimiser's vectors, in the order of the parameters
///     training.average            [P]           the mean of the weights, where one is kept
///     training.weights            [P]           the weights, where the model's tensors are their mean
///     training.estimator.NAME                   what the estimator carries, with the section `estimator`
///     training.stream             [bytes]       the end of a stream's text, not yet trained on
package struct TrainingSnapshot: Sendable {
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
  /// The mean of the weights [P], of `progress.averagedUpdates` updates; nil where none is kept, or
  /// where it is the model's.
  package private(set) var average: Tensor<Float>?
  /// The weights [P] where the model's tensors are their mean.
  package private(set) var weights: Tensor<Float>?
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
  static let textSection = "text"
  static let kernelsSection = "kernels"
  static let progressSection = "progress"
  private static let stateTensor = Checkpoint.trainingPrefix + "state"
  private static let averageTensor = Checkpoint.trainingPrefix + "average"
  private static let weightsTensor = Checkpoint.trainingPrefix + "weights"
  private static let estimatorSection = "estimator"
  private static let estimatorPrefix = Checkpoint.trainingPrefix + "estimator."
  private static let pendingTensor = Checkpoint.trainingPrefix + "stream"

  private static func optimizerTensor(_ index: Int) -> String {
    Checkpoint.trainingPrefix + "optimizer.\(index)"
  }

  package init(
    options: [String: [String]], text: TextFingerprint, kernels: String,
    progress: Progress, state: Tensor<Float>, optimizerVectors: [Tensor<Float>],
    average: Tensor<Float>? = nil, estimator: EstimatorSnapshot<Float> = EstimatorSnapshot(),
    pending: [UInt8] = []
  ) {
    self.options = options
    self.text = text
    self.kernels = kernels
    self.progress = progress
    self.state = state
    self.optimizerVectors = optimizerVectors
    self.average = average
    self.estimator = estimator
    self.pending = pending
  }

  /// Reads the snapshot out of a checkpoint: its counts agree with one another, its numbers are
  /// finite, and there is no tensor but those above. Whether shapes and counts are those of the run
  /// that goes on, only that knows: see `Trainer.restore` and
  /// ``Progress/agrees(perEpoch:symbols:)``.
  ///
  /// - Throws: `CheckpointError`.
  package init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    options = try checkpoint.section(Self.optionsSection)
    text = try checkpoint.section(Self.textSection)
    kernels = try checkpoint.section(Self.kernelsSection)
    progress = try Self.progress(of: checkpoint)
    state =
      checkpoint.shape(of: Self.stateTensor) == nil
      ? Tensor(zeros: [0]) : try checkpoint.finiteTensor(Self.stateTensor)
    var vectors: [Tensor<Float>] = []
    while checkpoint.shape(of: Self.optimizerTensor(vectors.count)) != nil {
      vectors.append(try checkpoint.finiteTensor(Self.optimizerTensor(vectors.count)))
    }
    optimizerVectors = vectors
    average = try Self.tensor(Self.averageTensor, checkpoint)
    weights = try Self.tensor(Self.weightsTensor, checkpoint)
    let means = [average, weights].count { $0 != nil }
    guard means == (progress.averagedUpdates == nil ? 0 : 1) else {
      throw CheckpointError(
        path: checkpoint.path,
        problem: .malformedSection(
          Self.progressSection, detail: "a mean of weights that is not there"))
    }
    estimator = try Self.estimator(checkpoint)
    pending =
      checkpoint.shape(of: Self.pendingTensor) == nil
      ? [] : try checkpoint.values(of: Self.pendingTensor, as: UInt8.self)
  }

  /// A tensor of finite numbers; nil where there is none of the name.
  private static func tensor(
    _ name: String, _ checkpoint: Checkpoint
  ) throws(CheckpointError) -> Tensor<Float>? {
    checkpoint.shape(of: name) == nil ? nil : try checkpoint.finiteTensor(name)
  }

  /// The snapshot for a checkpoint whose model is the mean of the weights, with the weights, which
  /// are the model's elsewhere, in its stead.
  package func besideAverage(_ weights: Tensor<Float>) -> TrainingSnapshot {
    var result = self
    result.average = nil
    result.weights = weights
    return result
  }

  private static func estimator(
    _ checkpoint: Checkpoint
  ) throws(CheckpointError) -> EstimatorSnapshot<Float> {
    guard checkpoint.sectionNames.contains(estimatorSection) else { return EstimatorSnapshot() }
    let carried: Carried = try checkpoint.section(estimatorSection)
    var result = EstimatorSnapshot<Float>(indices: carried.indices, generator: carried.generator)
    for name in checkpoint.tensorNames where name.hasPrefix(estimatorPrefix) {
      result.tensors[String(name.dropFirst(estimatorPrefix.count))] =
        try checkpoint.finiteTensor(name)
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
    for (name, tensor) in [(Self.averageTensor, average), (Self.weightsTensor, weights)] {
      if let tensor { checkpoint.append(tensor.values, shape: tensor.shape, name: name) }
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

  /// Where training stands by a checkpoint.
  package static func progress(of checkpoint: Checkpoint) throws(CheckpointError) -> Progress {
    let progress: Progress = try checkpoint.section(progressSection)
    guard progress.isConsistent else {
      throw CheckpointError(
        path: checkpoint.path,
        problem: .malformedSection(progressSection, detail: "counts that no training has"))
    }
    return progress
  }

  /// Whether a checkpoint is of the same run, in so far as its text and its options tell: those that
  /// both record, but for options that a run that goes on may change.
  package func isOfOneRun(
    with other: Checkpoint, but changeable: Set<String>
  ) throws(CheckpointError) -> Bool {
    let text: TextFingerprint = try other.section(Self.textSection)
    let others = try Self.options(of: other)
    return text == self.text
      && options.allSatisfy { name, texts in
        changeable.contains(name) || others[name].map { $0 == texts } ?? true
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
}
