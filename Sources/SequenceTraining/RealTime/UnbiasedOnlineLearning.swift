package import SequenceModels
package import TensorCore

/// Unbiased online recurrent optimisation (Tallec and Ollivier 2018): the influence as the product
/// of two random vectors whose mean is exact, in the memory of a state and a gradient.
///
///     M = s theta'                         s [N], theta [P]
///     s     <- r0 D s + r1 v               v: N random signs
///     theta <- theta / r0 + (v' I) / r1
///     r0 = sqrt(|theta| / |D s|), r1 = sqrt(|v' I| / |v|), every norm + 1e-5
///     gradient = sum_t (dL_t/ds_t . s) theta
///
/// For every cell, stacks of any depth, embeddings, residual connections, masks and resets; not
/// with dropout. D and I are those of the whole stack, N = L K n.
///
/// Memory in elements beside the weights and the workspace: B (N + P), 2 N + P and a
/// ``StepDerivative``.
/// - Complexity: of a step of one sequence about 2 N n and 6 P floating-point operations.
package final class UnbiasedOnlineLearning<S: KernelScalar>: OnlineEstimator {
  package typealias Scalar = S

  let forward: StreamForward<S>
  private let derivative: StepDerivative<S>
  var generator: RandomGenerator
  /// [B, N]
  let states: Storage<S>
  /// [B, P]
  let parameters: Storage<S>
  /// v' I [1, P].
  private let immediate: Storage<S>
  /// v [1, N], and what it becomes as an adjoint of the step.
  private let signs: Storage<S>
  private let adjoint: Storage<S>

  /// An estimator for batches of `sequenceLength` steps of `batchSize` sequences.
  ///
  /// - Parameters:
  ///   - seed: of the random signs.
  ///   - masks: whether batches come with masks.
  package init(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int, seed: UInt64,
    masks: Bool = false, pool: WorkerPool
  ) {
    forward = StreamForward(
      source, batchSize: batchSize, sequenceLength: sequenceLength, masks: masks, pool: pool)
    let model = forward.model
    derivative = StepDerivative(model)
    generator = RandomGenerator(seed: seed)
    let count = model.architecture.totalStateSize
    states = Storage(count: batchSize * count)
    parameters = Storage(count: batchSize * source.layout.count)
    immediate = Storage(count: source.layout.count)
    signs = Storage(count: count)
    adjoint = Storage(count: count)
  }

  package var influenceBytes: Int { states.bytes.addingClamped(parameters.bytes) }

  /// Both vectors start again from zero.
  func forget(_ row: Int) {
    stateVector(row).fill(0)
    parameterVector(row).fill(0)
  }

  private func stateVector(_ row: Int) -> Block<S> {
    let count = derivative.stack.totalStateSize
    return states.block(at: row * count, rows: 1, columns: count)
  }

  private func parameterVector(_ row: Int) -> Block<S> {
    parameters.block(at: row * immediate.count, rows: 1, columns: immediate.count)
  }

  func visit(_ step: Int) {
    for row in 0..<batchSize {
      if forward.takes(step, row) { advance(step, row) }
      guard forward.hasLoss(step, row) else { continue }
      let adjoint = forward.workspace.outputAdjoint(step: step, row: row)
      var factor: S = 0
      for layer in derivative.outputLayers {
        let output = derivative.output(layer, of: stateVector(row))
        for unit in 0..<output.columns { factor += adjoint[unit] * output[unit] }
      }
      gradient.add(parameterVector(row), scaledBy: factor)
    }
  }

  private func advance(_ step: Int, _ row: Int) {
    let (state, theta) = (stateVector(row), parameterVector(row))
    derivative.linearize(forward.workspace, step: step, row: row)
    derivative.pushforward(state)
    var words: UInt64 = 0
    for index in 0..<signs.count {
      if index % 64 == 0 { words = generator.next() }
      signs.row[index] = words >> UInt64(index % 64) & 1 == 1 ? 1 : -1
    }
    adjoint.row.copy(from: signs.row)
    derivative.descend(adjoint.row)
    immediate.row.fill(0)
    derivative.addGradient(adjoint.row, to: immediate.row)
    func norm(_ block: Block<S>) -> Double { block.sumOfSquares.squareRoot() + 1e-5 }
    let r0 = (norm(theta) / norm(state)).squareRoot()
    let r1 = (norm(immediate.row) / norm(signs.row)).squareRoot()
    state.scale(by: r0)
    state.add(signs.row, scaledBy: S(r1))
    theta.scale(by: 1 / r0)
    theta.add(immediate.row, scaledBy: S(1 / r1))
  }
}
