package import SequenceModels
package import TensorCore

/// The gradient of an encoder-decoder on batches of pairs, by back-propagation through time.
///
/// The pairs of a batch are split among the pool's threads; each has its own workspace and gradient
/// (``EncoderDecoderWorkspace``), summed in a fixed order. A pair's loss has the same bits whatever
/// batch it is in. The workspaces grow when a batch is longer than any before it.
package final class PairBackpropagation<S: KernelScalar>: GradientEstimator {
  package typealias Model = EncoderDecoder<S>

  /// The weights that are used, to be packed anew after every update.
  package let model: PackedEncoderDecoder<S>
  /// What a pass runs: the model, or what is left of it where weights or symbols are dropped.
  package let trained: PackedEncoderDecoder<S>
  /// The most pairs of a batch.
  package let batchSize: Int
  private let pool: WorkerPool
  private let workers: Int
  private let rows: Int
  private let sampling: SamplingSchedule?
  private let seed: UInt64
  private var workspaces: [EncoderDecoderWorkspace<S>] = []
  private let results: [WorkerResult]
  /// No state is carried from batch to batch.
  package var state = Tensor<S>(zeros: [0])
  /// The loss of each pair of the last batch, summed over its predictions, in nats.
  package var pairLosses: [Double] { results.prefix(workspaces.count).flatMap(\.losses) }

  /// An estimator for batches of at most `batchSize` pairs.
  ///
  /// - Parameters:
  ///   - sourceSteps: the longest source that memory is made for at first.
  ///   - targetSteps: the same of targets and their end.
  ///   - sampling: how often the decoder is fed its own predictions; nil: never.
  ///   - seed: seed of the dropout masks and of the draws of `sampling`.
  ///   - precision: precision of all products with weights.
  package init(
    _ source: EncoderDecoder<S>, batchSize: Int, sourceSteps: Int = 1, targetSteps: Int = 1,
    sampling: SamplingSchedule? = nil, seed: UInt64 = 0, precision: ProductPrecision = .full,
    pool: WorkerPool
  ) {
    precondition(batchSize > 0, "batches of \(batchSize) pairs")
    let model = PackedEncoderDecoder(source, trains: true, precision: precision, pool: pool)
    let workers = min(pool.count, batchSize)
    self.model = model
    trained = model.makeTrained()
    self.batchSize = batchSize
    self.pool = pool
    self.workers = workers
    rows = (batchSize + workers - 1) / workers
    self.sampling = sampling
    self.seed = seed
    results = pool.makeResults()
    source.parameters.withBlock { updateTrained($0) }
    reserve(sourceSteps: max(sourceSteps, 1), targetSteps: max(targetSteps, 1))
  }

  /// The gradient of the mean loss of the last pass, one row in the order of the layout.
  package var gradient: Block<S> { workspaces[0].gradient }

  /// Updates count the passes: the masks of each are others.
  package var stepsPerUpdate: Int { 1 }

  package func use(_ parameters: Block<S>, pool: WorkerPool) {
    model.update(from: parameters, pool: pool)
    updateTrained(parameters)
  }

  private func updateTrained(_ parameters: Block<S>) {
    if trained !== model { trained.update(from: parameters) }
  }

  /// Does nothing: no batch follows another.
  package func forgetPast() {}

  /// Runs a batch forward and back; `start`: updates since the beginning of training.
  package func run(_ batch: PairBatch, start: Int, labelSmoothing: Double) -> GradientReport {
    let key = seed &+ UInt64(start) &* 0x9E6C_63D0_876A_3F6B
    let (dropoutKey, samplingKey) = (key.splitMix(0), key.splitMix(1))
    let rate = sampling?.rate(after: start) ?? 0
    return run(
      batch, labelSmoothing: labelSmoothing, dropoutKey: dropoutKey,
      sampling: rate > 0 ? (rate, samplingKey) : nil)
  }

  /// Runs a batch forward and back.
  ///
  /// - Parameter dropoutKey: what the masks are made from, beside the pairs' keys; nil: nothing is
  ///   dropped.
  package func run(
    _ batch: PairBatch, labelSmoothing: Double = 0, dropoutKey: UInt64? = nil,
    sampling: (rate: Double, key: UInt64)? = nil
  ) -> GradientReport {
    precondition(
      dropoutKey != nil || trained === model, "weights or symbols to drop without a key")
    let count = batch.pairs.count
    precondition(count <= batchSize, "\(count) pairs in a batch of \(batchSize)")
    reserve(
      sourceSteps: batch.pairs.map(\.source.count).max() ?? 0,
      targetSteps: batch.pairs.map(\.predictions).max() ?? 0)
    let predictions = batch.predictions
    let scale = predictions > 0 ? 1 / Double(predictions) : 0
    let key = model.configuration.dropsValues ? dropoutKey : nil
    let weightKey = trained.dropsWeights ? dropoutKey?.weightKey : nil
    if let weightKey { trained.dropWeights(key: weightKey, pool: pool) }
    pool.run(pieces: workspaces.count) { worker in
      let workspace = workspaces[worker]
      let range = count * worker / workspaces.count..<count * (worker + 1) / workspaces.count
      results[worker].losses = []
      workspace.gradient.fill(0)
      guard !range.isEmpty else { return }
      workspace.load(batch.pairs, range, keys: batch.keys)
      workspace.forward(dropoutKey: key, sampling: sampling)
      let losses = workspace.losses(
        gradientScale: scale, labelSmoothing: labelSmoothing, dropped: key != nil)
      results[worker].losses = Array(losses.prefix(range.count))
      workspace.backward(dropoutKey: key)
      if let weightKey { trained.maskGradient(workspace.gradient, key: weightKey) }
    }
    let squares = pool.sum(workspaces.map(\.gradient), results)
    return GradientReport(
      lossSum: pairLosses.reduce(0, +), targetCount: predictions,
      gradientNorm: squares.squareRoot())
  }

  private func reserve(sourceSteps: Int, targetSteps: Int) {
    workspaces.reserve(sourceSteps, targetSteps, count: workers) { sourceSteps, targetSteps in
      EncoderDecoderWorkspace(
        trained, sourceSteps: sourceSteps, targetSteps: targetSteps, rows: rows, trains: true)
    }
  }
}
