package import SequenceModels
package import TensorCore

/// The gradient of a sequence model by back-propagation through time over whole batches, from a
/// given state.
///
/// The state may be carried from one batch to the next, so that a text is cut into batches
/// (truncated back-propagation with k1 = k2); ``WindowedBackpropagation`` has windows that are not
/// batches. Threads share the sequences of a batch (``SegmentedBackpropagation``), or where there
/// are fewer of them each sequence (``PipelinedBackpropagation``): the bits are the same.
///
/// A batch with resets is run as one in which every piece of a sequence between two resets is a
/// sequence of its own: by an estimator for so many, which is made when first needed.
package final class BackpropagationThroughTime<S: KernelScalar>: SequenceEstimator {
  package typealias Scalar = S

  private let whole: any SequenceEstimator<S>
  /// For batches with resets.
  private var pieces: (any SequenceEstimator<S>)?
  private var holdsPieces = false
  private let make:
    (_ batchSize: Int, _ segmentLength: Int?, _ masks: Bool) -> any SequenceEstimator<S>

  /// An estimator for batches of `sequenceLength` steps of `batchSize` sequences.
  ///
  /// - Parameters:
  ///   - segmentLength: steps whose gradient is accumulated at once, as a
  ///     ``CheckpointedBackpropagation`` does; nil:
  ///     ``SequenceSegments/standardLength(_:batchSize:)``.
  ///   - precision: of the matrix products.
  ///   - masks: whether batches come with masks.
  ///   - dropoutSeed: seed of the dropout masks, if the model has dropout.
  ///   - pipelined: whether several threads run a sequence where there are more threads than
  ///     sequences; nil: where that is faster. Never with output feedback or
  ///     a summary of steps.
  package init(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int, segmentLength: Int? = nil,
    precision: ProductPrecision = .full, masks: Bool = false, dropoutSeed: UInt64 = 0,
    pipelined: Bool? = nil, pool: WorkerPool
  ) {
    let model = PackedSequenceModel(source, trains: true, precision: precision, pool: pool)
    let stack = source.stack
    make = { count, length, masks in
      let segments = SequenceSegments(
        steps: sequenceLength,
        length: length ?? SequenceSegments.standardLength(stack, batchSize: count))
      let shares =
        stack.feedbackSize == 0 && stack.summary == .last
        && (pipelined.map { $0 && count < pool.count }
          ?? PipelinedBackpropagation<S>.pays(for: stack, batchSize: count, threads: pool.count))
      return shares
        ? PipelinedBackpropagation(
          model, batchSize: count, segments: segments, masks: masks, dropoutSeed: dropoutSeed,
          pool: pool)
        : SegmentedBackpropagation(
          model, batchSize: count, segments: segments, masks: masks, dropoutSeed: dropoutSeed,
          pool: pool)
    }
    whole = make(batchSize, segmentLength, masks)
  }

  package var model: PackedSequenceModel<S> { whole.model }
  package var batchSize: Int { whole.batchSize }
  package var sequenceLength: Int { whole.sequenceLength }
  package var state: Tensor<S> {
    get { whole.state }
    set { whole.state = newValue }
  }
  package var gradient: Block<S> { (holdsPieces ? pieces ?? whole : whole).gradient }
  package var sharesSequences: Bool? {
    get { whole.sharesSequences }
    set {
      whole.sharesSequences = newValue
      pieces?.sharesSequences = newValue
    }
  }

  /// Does nothing: no steps are kept from one batch to the next.
  package func forgetPast() {}

  /// Runs a batch forward and back; `start`: steps since the beginning of training.
  package func run(_ batch: Batch, start: Int, labelSmoothing: Double) -> GradientReport {
    holdsPieces = false
    guard let resets = batch.resets, resets.contains(true) else {
      return whole.run(batch, start: start, labelSmoothing: labelSmoothing)
    }
    let split = BatchPieces(batch, resets, batchSize: batchSize)
    let estimator = estimator(pieces: split.pieces.count)
    let planes = model.architecture.layers.count * model.architecture.stateCount
    estimator.state = split.state(state, planes: planes)
    let report = estimator.run(split.batch, start: start, labelSmoothing: labelSmoothing)
    split.restore(estimator.state, to: &state, planes: planes)
    holdsPieces = true
    return report
  }

  private func estimator(pieces count: Int) -> any SequenceEstimator<S> {
    if let pieces, pieces.batchSize == count { return pieces }
    // Memory for another number of pieces goes first.
    pieces = nil
    let made = make(count, nil, true)
    made.sharesSequences = whole.sharesSequences
    pieces = made
    return made
  }
}
