package import SequenceModels
package import TensorCore

/// The gradient from a trace for each parameter: what remains of real-time recurrent learning when
/// only the influence of a parameter on its own unit is kept, in work proportional to the
/// parameters.
///
///     e(t) = A e(t-1) + ds_t / dtheta of the own unit          ``ParameterTraces``
///     gradient = sum_t (dL_t / dh_t) e(t)
///
/// Biased: exact when the rule's A is the whole ds_t / ds_{t-1}, that is with recurrent weights
/// from each unit to itself alone for SnAp-1, and without any for e-prop.
///
/// In a stack dL_t / dh_t of a lower layer is what goes up through the layers at step t itself;
/// what would go through the states of the layers above is left out. So is the credit of an
/// embedding beyond its step. Not for ``ModulatedCell``s, whose gates reach every
/// unit at once, and not with dropout.
package final class TraceLearning<S: KernelScalar>: OnlineEstimator {
  package typealias Scalar = S

  /// Which influence is kept and how losses reach the units.
  package enum Rule: Sendable, Equatable {
    /// SnAp-1 (Menick et al. 2020): A is the unit's own Jacobian, its weight to itself included. Of
    /// a unit's states all are kept, also where the paper's mask, the non-zeros of the immediate
    /// influence, would leave one out (the cell state of the LSTM's output gate).
    case snap1
    /// e-prop (Bellec et al. 2020), symmetric: A is what goes through the law alone, with nothing
    /// through U.
    case eProp
    /// Random feedback local online learning (Murray 2019): the traces of e-prop (for a leaky unit
    /// h' = (1 - a) h + a f(z) its p), the error of the prediction reaching each layer's units by
    /// fixed random weights instead of the readout's.
    case rflo(seed: UInt64)
  }

  package let rule: Rule
  let forward: StreamForward<S>
  let steps: [StepDerivative<S>]
  /// By sequence, then layer.
  let traces: [[ParameterTraces<S>]]
  private let adjoint: Storage<S>
  private let feedback: RandomFeedback<S>?

  /// An estimator for batches of `sequenceLength` steps of `batchSize` sequences.
  ///
  /// - Parameter masks: whether batches come with masks.
  package init(
    _ source: SequenceModel<S>, batchSize: Int, sequenceLength: Int, rule: Rule,
    masks: Bool = false, pool: WorkerPool
  ) {
    self.rule = rule
    forward = StreamForward(
      source, batchSize: batchSize, sequenceLength: sequenceLength, masks: masks, pool: pool)
    let model = forward.model
    steps = (0..<batchSize).map { _ in StepDerivative(model) }
    traces = (0..<batchSize).map { _ in
      model.architecture.layers.enumerated().map { index, layer in
        ParameterTraces(layer, takesTokens: index == 0 && model.configuration.takesSymbols)
      }
    }
    adjoint = Storage(count: model.architecture.totalStateSize)
    if case .rflo(let seed) = rule {
      feedback = RandomFeedback(source, seed: seed)
    } else {
      feedback = nil
    }
  }

  package var influenceBytes: Int { traces.joined().reduce(0) { $0.addingClamped($1.bytes) } }

  /// The weights [V, n] by which errors reach layer `layer`, of random feedback.
  package func feedbackWeights(layer: Int) -> Tensor<S>? { feedback?.weights[layer] }

  /// The traces start again from zero.
  func forget(_ row: Int) {
    for layer in traces[row] { layer.clear() }
    steps[row].clear()
  }

  func visit(_ step: Int) {
    let workspace = forward.workspace
    for row in 0..<batchSize {
      let derivative = steps[row]
      if forward.takes(step, row) {
        derivative.linearize(workspace, step: step, row: row)
        for (index, layer) in traces[row].enumerated() {
          layer.advance(
            derivative.steps.layers[index], model.stack.layers[index], token: derivative.token,
            ownUnit: rule == .snap1)
        }
      }
      guard forward.hasLoss(step, row), derivative.isSet else { continue }
      let states = adjoint.row
      states.fill(0)
      if let feedback {
        feedback.findError(
          workspace, step: step, row: row, scale: forward.gradientScale,
          labelSmoothing: forward.labelSmoothing)
        for layer in feedback.weights.indices {
          feedback.spread(to: derivative.output(layer, of: states), layer)
        }
      } else {
        for layer in derivative.outputLayers {
          derivative.output(layer, of: states)
            .copy(from: workspace.outputAdjoint(step: step, row: row))
        }
        derivative.descend(states)
        derivative.addEmbeddingGradient(to: gradient)
      }
      for (index, layer) in traces[row].enumerated() {
        layer.addGradient(derivative.output(index, of: states), to: gradient)
      }
    }
  }
}
