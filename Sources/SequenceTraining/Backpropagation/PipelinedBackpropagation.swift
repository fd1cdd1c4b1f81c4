internal import SequenceModels
package import TensorCore

/// Back-propagation through whole sequences with everything stored, where there are fewer sequences
/// than threads: several threads share each, the layers dealt out among them
/// (``SequencePipeline``). The bits are those of ``SegmentedBackpropagation``.
package final class PipelinedBackpropagation<S: KernelScalar>: BackwardEstimator {
  package typealias Scalar = S

  /// The segments in which the gradient is accumulated, whose order decides its bits.
  package let segments: SequenceSegments
  /// Whether several threads run a sequence; else one does, each sequence another.
  package var sharesSequences: Bool? = true
  let workers: BatchWorkers<S>
  private let pipelines: [SequencePipeline<S>]
  /// Of each thread.
  private let scratch: [Storage<S>]

  /// Recurrent weights of a layer from which its steps take longer than telling another thread of
  /// them: an LSTM of 96 units has more, one of 64 was slower on two threads than on one.
  private static var leastRecurrentWeights: Int { 1 << 15 }

  /// Whether it pays that several of so many threads run each sequence: with fewer sequences than
  /// threads, and layers to share out.
  static func pays(for stack: RecurrentStack, batchSize: Int, threads: Int) -> Bool {
    batchSize < threads && stack.layers.count > 1
      && stack.layers[0].recurrentWeight.count >= leastRecurrentWeights
  }

  /// An estimator by weights packed already, with the parameters of ``BackpropagationThroughTime``.
  init(
    _ model: PackedSequenceModel<S>, batchSize: Int, segments: SequenceSegments, masks: Bool,
    dropoutSeed: UInt64, pool: WorkerPool
  ) {
    precondition(batchSize < pool.count, "\(pool.count) threads to share \(batchSize) sequences")
    self.segments = segments
    workers = BatchWorkers(
      model, batchSize: batchSize, sequenceLength: segments.steps, dropoutSeed: dropoutSeed,
      pool: pool
    ) { rows in
      SequenceWorkspace(
        model.trained, steps: segments.steps, rows: rows, trains: true, masks: masks)
    }
    pipelines = workers.slices.map { slice in
      // Threads are dealt out to the sequences in turn.
      let members = (pool.count - slice.range.lowerBound + batchSize - 1) / batchSize
      return SequencePipeline(slice.workspace, members: members)
    }
    let count = workers.slices[0].workspace.gradientScratchCount
    scratch = (0..<pool.count).map { _ in Storage(count: count) }
  }

  /// Runs a batch forward and back; `start`: steps since the beginning of training.
  @specialized(where S == Float)
  package func run(_ batch: Batch, start: Int, labelSmoothing: Double) -> GradientReport {
    let (steps, slices) = (segments.steps, workers.slices)
    let pass = workers.pass(
      targetWeight: batch.targetWeight(), start: start, labelSmoothing: labelSmoothing)
    return workers.run(batch, pass) { state in
      for slice in slices { slice.load(batch, state, steps: steps, pass) }
      for (pipeline, result) in zip(pipelines, workers.results) {
        result.loss = 0
        pipeline.begin(steps: steps, pass)
      }
      for segment in (0..<segments.count).reversed() { run(segments.range(segment)) }
      for slice in slices { slice.storeState(state, before: steps) }
    }
  }

  /// Forward, if it is the last one, and back through a segment of every sequence.
  private func run(_ segment: Range<Int>) {
    for pipeline in pipelines { pipeline.prepare(segment) }
    let shares = sharesSequences ?? true
    let (pool, count) = (workers.pool, pipelines.count)
    pool.run(pieces: shares ? pool.count : count) { worker in
      let scratch = scratch[worker].row
      guard shares else { return pipelines[worker].work(as: 0, scratch: scratch) }
      pipelines[worker % count].work(as: worker / count, scratch: scratch)
      // Then at the others' that are not done yet.
      for offset in 1..<count {
        pipelines[(worker + offset) % count].work(as: nil, scratch: scratch)
      }
    }
    for (pipeline, result) in zip(pipelines, workers.results) { result.loss += pipeline.finish() }
  }
}
