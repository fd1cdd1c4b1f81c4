package import SequenceModels
package import TensorCore

/// The gradient of an encoder-decoder on batches of pairs, by back-propagation through time.
///
/// The pairs of a batch are split among the pool's threads; each has its own workspace and gradient
/// (``EncoderDecoderWorkspace``), summed in a fixed order. A pair's loss has the same bits whatever batch it is in.
/// The
/// workspaces grow when a batch is longer than any before it.
package final class PairBackpropagation<S: KernelScalar> {
  /// The weights that are used, to be packed anew after every update.
  package let model: PackedEncoderDecoder<S>
  /// The most pairs of a batch.
  package let batchSize: Int
  private let pool: WorkerPool
  private let rows: Int
  private var workspaces: [EncoderDecoderWorkspace<S>]
  let results: [WorkerResult]

  /// What a pass found.
  package struct Report: Sendable {
    /// The loss of each pair, summed over its predictions, in nats.
    package var pairLosses: [Double]
    /// Predictions that count.
    package var targetCount: Int
    /// The global norm of the gradient of the mean loss of a prediction.
    package var gradientNorm: Double

    /// The sum of the losses, in order of the pairs.
    package var lossSum: Double { pairLosses.reduce(0, +) }
  }

  /// An estimator for batches of at most `batchSize` pairs; the steps are those that memory is made for at first;
  /// `precision`: of all products with weights.
  package init(
    _ source: EncoderDecoder<S>, batchSize: Int, sourceSteps: Int = 1, targetSteps: Int = 1,
    precision: ProductPrecision = .full, pool: WorkerPool
  ) {
    precondition(batchSize > 0, "batches of \(batchSize) pairs")
    let model = PackedEncoderDecoder(source, trains: true, precision: precision, pool: pool)
    let workers = min(pool.count, batchSize)
    let rows = (batchSize + workers - 1) / workers
    self.model = model
    self.batchSize = batchSize
    self.pool = pool
    self.rows = rows
    workspaces = (0..<workers).map { _ in
      EncoderDecoderWorkspace(
        model, sourceSteps: max(sourceSteps, 1), targetSteps: max(targetSteps, 1), rows: rows,
        trains: true)
    }
    results = (0..<pool.count).map { _ in WorkerResult() }
  }

  /// The gradient of the mean loss of the last pass, one row in the order of the layout.
  package var gradient: Block<S> { workspaces[0].gradient }

  /// Runs a batch forward and back.
  ///
  /// - Parameter dropoutKey: what the masks are made from, beside the pairs' keys; nil: nothing is dropped.
  package func run(
    _ batch: PairBatch, labelSmoothing: Double = 0, dropoutKey: UInt64? = nil,
    sampling: ScheduledSampling? = nil
  ) -> Report {
    let count = batch.pairs.count
    precondition(count <= batchSize, "\(count) pairs in a batch of \(batchSize)")
    grow(batch)
    let predictions = batch.predictions
    let scale = predictions > 0 ? 1 / Double(predictions) : 0
    let key = model.configuration.dropout > 0 ? dropoutKey : nil
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
    }
    let squares = reduceGradient()
    return Report(
      pairLosses: results.prefix(workspaces.count).flatMap(\.losses), targetCount: predictions,
      gradientNorm: squares.squareRoot())
  }

  private func grow(_ batch: PairBatch) {
    let source = batch.pairs.map(\.source.count).max() ?? 0
    let target = batch.pairs.map(\.predictions).max() ?? 0
    let (first, workers) = (workspaces[0], workspaces.count)
    guard source > first.sourceSteps || target > first.targetSteps else { return }
    let (sourceSteps, targetSteps) = (
      max(source, first.sourceSteps), max(target, first.targetSteps)
    )
    workspaces = []
    workspaces = (0..<workers).map { _ in
      EncoderDecoderWorkspace(
        model, sourceSteps: sourceSteps, targetSteps: targetSteps, rows: rows, trains: true)
    }
  }

  /// Sums the workers' gradients into the first one's; returns the sum of squares. Every thread has a slice.
  private func reduceGradient() -> Double {
    let gradient = gradient
    pool.run(over: gradient.columns) { worker in
      let columns = pool.slice(gradient.columns, worker)
      let part = gradient.columns(columns)
      for workspace in workspaces.dropFirst() { part.add(workspace.gradient.columns(columns)) }
      results[worker].squares = part.sumOfSquares
    }
    return results.reduce(0) { $0 + $1.squares }
  }
}
