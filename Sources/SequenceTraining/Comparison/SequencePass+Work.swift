package import SequenceModels
internal import TensorCore

extension SequencePass {
  /// The floating-point operations of a symbol, a multiply-add being two: the forward pass and the
  /// readout by their products, a token's row being free, and what the estimator counted. Where it
  /// does not count, which `isCounted` tells, a formula gives the leading term, with P the
  /// parameters of the stack, K its state components and G the gates that read the state:
  ///
  ///     bptt, truncated-bptt    twice the forward pass (adjoints, weight gradients)
  ///     checkpointed-bptt       and the forward runs of its schedule
  ///     snap-1, rflo, e-prop    3 P K K (section 5 of Menick et al. 2020 counts 3 P of the RNN)
  ///     uoro                    2 K G n n + 6 P
  ///     kf-rtrl                 2 K G n n n
  ///
  /// - Parameter counted: operations of a symbol that the estimator counted.
  package func work<S>(
    of model: SequenceModel<S>, counted: Double = 0
  ) -> (operations: Double, isCounted: Bool) {
    let shape = model.workShape
    let (n, states, gates) = (shape.hiddenSize, shape.states, shape.gates)
    let forward = shape.recurrent + shape.readout
    if counted > 0 {
      return (forward + 2 * shape.readout + counted, true)
    }
    let beyond: Double
    switch method {
    case .bptt, .truncated: beyond = 2 * shape.recurrent
    case .checkpointed:
      beyond = (forwardRuns(of: model) + 1) * shape.recurrent
    case .snap(order: 1), .rflo, .eProp: beyond = 3 * shape.parameters * states * states
    case .uoro: beyond = 2 * states * gates * n * n + 6 * shape.parameters
    case .kfRTRL: beyond = 2 * states * gates * n * n * n
    case .rtrl, .snap:
      beyond = Double(model.influenceWork().realTimeStep)
    case .blocked:
      let h = blockLength ?? GradientMethod.standardBlockLength(model.stack)
      let isFirst = h >= length
      beyond =
        Double(model.influenceWork().block(min(h, length), isFirst: isFirst))
        / Double(min(h, length))
    }
    return (forward + 2 * shape.readout + beyond, false)
  }

  /// How often checkpointed back-propagation runs a step forward.
  private func forwardRuns<S>(of model: SequenceModel<S>) -> Double {
    let plan = try? CheckpointPlan(
      model, batchSize: 1, sequenceLength: length, strategy: .squareRoot,
      segmentLength: Self.segmentLength, threads: 1)
    guard let plan else { return 1 }
    return Double(plan.schedule.forwardCount) / Double(plan.segments.count)
  }
}

extension SequenceModel {
  /// Sizes that operations are counted from, in decimal numbers, which do not overflow.
  fileprivate var workShape:
    (
      hiddenSize: Double, states: Double, gates: Double, parameters: Double, recurrent: Double,
      readout: Double
    )
  {
    let structure = configuration.cell.structure
    var recurrent = 0.0
    for (index, layer) in stack.layers.enumerated() {
      recurrent += 2 * Double(layer.recurrentWeight.count)
      if index > 0 { recurrent += 2 * Double(layer.inputWeight.count) }
      if let feedback = layer.feedbackWeight {
        recurrent += 2 * Double(feedback.count + readoutWeight.count)
      }
    }
    let beside = Double(readoutWeight.count + readoutBias.count)
    return (
      Double(stack.hiddenSize), Double(stack.stateCount), Double(structure.recurrentGateCount),
      Double(layout.count) - beside, recurrent, 2 * Double(readoutWeight.count)
    )
  }
}
