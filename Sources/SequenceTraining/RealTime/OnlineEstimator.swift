internal import SequenceModels
internal import TensorCore

/// An estimator that takes the steps of a batch in order, each once, with its loss: running the
/// batch is the same for all, what they do at a step is their own.
protocol OnlineEstimator: SequenceEstimator {
  /// Runs the batches forward.
  var forward: StreamForward<Scalar> { get }

  /// Sequence `row` begins anew: no parameter has an influence on the state before its next step.
  func forget(_ row: Int)

  /// Adds to the gradient what step `step` contributes, after its forward pass and with the adjoint
  /// of the stack's output set.
  func visit(_ step: Int)

  /// Completes the gradient after the last step of a batch.
  func finish()

  /// The largest magnitude of an element of the influence on a sequence's state, or of the traces
  /// that stand for it; nil: there is none, or none yet.
  func largestInfluence(on row: Int) -> Double?

  /// Multiplies what ``largestInfluence(on:)`` measures by a factor.
  func scaleInfluence(on row: Int, by factor: Double)

  /// What ``carried`` consists of, as lists by name.
  var carriedIndices: [String: [Int]] { get }
  /// The matrices carried from batch to batch, as many as ``carriedIndices`` say.
  var carried: [CarriedMatrix<Scalar>] { get }
  /// The generator of random signs, if there is one.
  var carriedGenerator: RandomGenerator? { get }

  /// Makes room for what the lists say, after ``GradientEstimator/forgetPast()``.
  func prepare(_ indices: [String: [Int]], _ generator: RandomGenerator?) throws(TrainingError)
}

extension OnlineEstimator {
  package var model: PackedSequenceModel<Scalar> { forward.model }
  package var batchSize: Int { forward.batchSize }
  package var sequenceLength: Int { forward.sequenceLength }
  package var state: Tensor<Scalar> {
    get { forward.state }
    set { forward.state = newValue }
  }
  package var gradient: Block<Scalar> { forward.workspace.gradient }

  /// Nothing: the gradient is complete after every step.
  func finish() {}

  /// Nil: an estimator may carry something else than an influence.
  func largestInfluence(on row: Int) -> Double? { nil }
  func scaleInfluence(on row: Int, by factor: Double) {}

  package var largestInfluence: Double? {
    (0..<batchSize).compactMap { largestInfluence(on: $0) }.max()
  }

  package func limitInfluence(_ limit: InfluenceLimit) -> Int {
    var count = 0
    for row in 0..<batchSize {
      guard let largest = largestInfluence(on: row), largest > limit.largest else { continue }
      count += 1
      if limit.resets || !largest.isFinite {
        forget(row)
      } else {
        scaleInfluence(on: row, by: limit.largest / largest)
      }
    }
    return count
  }

  /// All sequences begin anew.
  package func forgetPast() {
    for row in 0..<batchSize { forget(row) }
  }

  package func run(
    _ batch: Batch, start: Int = 0, labelSmoothing: Double = 0
  ) -> GradientReport {
    var report = forward.run(
      batch, labelSmoothing: labelSmoothing, reset: { forget($0) },
      visit: { visit($0) })
    finish()
    report.gradientNorm = gradient.sumOfSquares.squareRoot()
    return report
  }
}
