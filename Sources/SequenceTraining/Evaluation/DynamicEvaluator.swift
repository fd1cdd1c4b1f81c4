package import SequenceModels
package import TensorCore

/// Measures a model that goes on learning while it reads: dynamic evaluation.
///
/// A text is read in segments of T symbols. Each is predicted by the weights p that the segments
/// before it have left, and only then learned from:
///
///     g = gradient of the mean loss of segment k, from the state before it
///     s = ((k - 1) s + g^2) / k                     the mean square of each gradient so far
///     p = p - a g / sqrt(s + c m) + d (p0 - p)      m: mean of s over all weights, p0: as trained
///
/// Source: Krause, Kahembwe, Murray and Renals 2018. Deviations: the mean squares are those of the
/// text that is read, gathered as it is read, as a model's file has no training text; they are
/// smoothed by c m under the root instead of beside it; and the decay is the same for all weights.
///
/// The result has the same bits for any number of threads. Memory: three vectors of all weights
/// beside what ``BackpropagationThroughTime`` holds for one sequence.
package final class DynamicEvaluator<S: KernelScalar> {
  /// How the model learns.
  package let options: AdaptationOptions
  /// Segments read so far.
  package private(set) var segmentCount = 0
  private let architecture: SequenceModelConfiguration
  private let estimator: BackpropagationThroughTime<S>
  private let evaluator: Evaluator<S>?
  private let pool: WorkerPool
  private let layout: ParameterLayout
  /// p0 [P]
  private let original: Tensor<S>
  /// p [P]
  private var parameters: Tensor<S>
  /// s [P], of which there is one
  private var squares: [Tensor<S>]
  /// m P
  private var squareSum = 0.0
  /// One for each ``chunk`` of the weights, so that sums do not depend on the threads.
  private let results: [WorkerResult]
  private var pipelineChoice = PipelineChoice()

  /// c: small enough that weights of rare symbols are learned at all, large enough that those of
  /// symbols not seen yet do not jump.
  private static var smoothing: Double { 0.1 }
  /// Weights that a thread works on at once.
  private static var chunk: Int { 1 << 15 }

  /// An evaluator of `model`, at the beginning of a text.
  ///
  /// - Parameters:
  ///   - wantsLosses: whether the loss of each symbol is asked for, which takes a pass more.
  ///   - pool: the threads that share a segment.
  package init(
    _ model: SequenceModel<S>, options: AdaptationOptions, wantsLosses: Bool = false,
    pool: WorkerPool
  ) {
    self.options = options
    self.pool = pool
    layout = model.layout
    architecture = model.configuration
    original = model.parameters
    parameters = Tensor(shape: model.parameters.shape, values: model.parameters.values)
    squares = [Tensor(zeros: [model.layout.count])]
    // Nothing is dropped: it is the model that is measured.
    var configuration = model.configuration
    configuration.dropout = 0
    configuration.regularization = Regularization()
    var undropped = MemoryMeter.planning { SequenceModel<S>(zeros: configuration) }.result
    undropped.parameters = original
    estimator = BackpropagationThroughTime(
      undropped, batchSize: 1, sequenceLength: options.segmentLength, pool: pool)
    evaluator =
      wantsLosses
      ? Evaluator(
        estimator.model, batchSize: 1, sequenceLength: options.segmentLength, pool: pool) : nil
    results = (0..<(layout.count + Self.chunk - 1) / Self.chunk).map { _ in WorkerResult() }
  }

  /// The model with the weights that the segments so far have left.
  package var adapted: SequenceModel<S> {
    var model = MemoryMeter.planning { SequenceModel<S>(zeros: architecture) }.result
    model.parameters = parameters
    return model
  }

  /// Predicts a segment, then learns from it; returns the sum of the losses of its targets.
  ///
  /// - Parameter losses: receives the loss of each symbol by its place; only where they are wanted.
  /// - Throws: ``TrainingError/notFinite(update:loss:gradientNorm:)``.
  package func read(
    _ batch: Batch, losses: ((Int, Double) -> Void)? = nil
  ) throws(TrainingError) -> Double {
    if let losses {
      guard let evaluator else { preconditionFailure("losses of an evaluator without them") }
      _ = evaluator.lossSum(batch, losses: losses)
    }
    let found = pipelineChoice.run(estimator) { $0.run(batch) }
    segmentCount += 1
    guard found.lossSum.isFinite, found.gradientNorm.isFinite else {
      throw .notFinite(
        update: segmentCount, loss: found.lossSum / Double(max(found.targetCount, 1)),
        gradientNorm: found.gradientNorm)
    }
    learn()
    return found.lossSum
  }

  /// An update with the gradient of the last segment.
  private func learn() {
    let (gradient, count) = (estimator.gradient, layout.count)
    forEachChunk { range, result in result.loss = gradient.columns(range).sumOfSquares }
    let (old, new) = (Double(segmentCount - 1), 1 / Double(segmentCount))
    squareSum = (old * squareSum + results.reduce(0) { $0 + $1.loss }) * new
    var settings = UpdateSettings()
    settings.learningRate = options.learningRate
    settings.decay = old * new
    settings.innerEpsilon = max(
      Self.smoothing * squareSum / Double(count), Double(S.leastNormalMagnitude))
    parameters.withMutableBlock { parameters in
      original.withBlock { original in
        withMutableBlocks(&squares) { squares in
          forEachChunk { range, _ in
            let own = parameters.columns(range)
            own.update(
              .rmsprop, gradient: gradient.columns(range), state: [squares[0].columns(range)],
              settings: settings)
            own.approach(original.columns(range), by: options.decay)
          }
        }
      }
      estimator.use(parameters, pool: pool)
    }
  }

  /// Calls `body` for every part of the weights, the parts dealt out among the threads.
  private func forEachChunk(_ body: (Range<Int>, WorkerResult) -> Void) {
    let count = layout.count
    pool.run(over: count) { piece in
      for index in stride(from: piece, to: results.count, by: pool.count) {
        let first = index * Self.chunk
        body(first..<min(first + Self.chunk, count), results[index])
      }
    }
  }
}
