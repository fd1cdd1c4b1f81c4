internal import SequenceModels
internal import TensorCore

// The tasks. Each returns whether there was one to do.
extension SequencePipeline {
  private var stack: PackedStack<S> { workspace.model.stack }
  private var tape: StackTape<S> { workspace.tape }

  private func mask(_ range: Range<Int>) -> RowMask? {
    workspace.mask?.range(workspace.span(range))
  }

  private func input(_ layer: Int, _ range: Range<Int>) -> LayerInput<S> {
    stack.layerInput(layer, tape, range, workspace.input(range), pass.dropoutKey)
  }

  /// Steps of the segment, counted from its end.
  private func reversed(_ range: Range<Int>) -> Range<Int> {
    segment.upperBound - range.upperBound..<segment.upperBound - range.lowerBound
  }

  func affine(_ layer: Int) -> Bool {
    let limit = layer == 0 ? steps : done(.recurrence(layer - 1))
    guard let range = takeSteps(.affine(layer), limit: limit) else { return false }
    if layer == 0 { workspace.embed(range, dropoutKey: pass.dropoutKey) }
    stack.layers[layer].affine(
      tape.layers[layer].gates.rows(workspace.span(range)), input(layer, range))
    counters[doneIndex(.affine(layer))] = range.upperBound
    return true
  }

  func recur(_ layer: Int) -> Bool {
    guard let range = takeSteps(.recurrence(layer), limit: done(.affine(layer))) else {
      return false
    }
    stack.layers[layer].recur(tape.layers[layer], steps: range, mask: mask(range))
    stack.connect(layer, tape, range, input(layer, range), pass.dropoutKey)
    counters[doneIndex(.recurrence(layer))] = range.upperBound
    return true
  }

  func loss() -> Bool {
    let next = counters[takenIndex(.loss)]
    guard next < lossTaskCount else { return false }
    let (round, range) = (round(ofLossTask: next), steps(ofLossTask: next))
    guard done(.recurrence(layerCount - 1)) >= range.upperBound,
      done(.readoutWeights) >= round * readoutShares,
      counters.exchange(takenIndex(.loss), expected: next, desired: next + 1)
    else { return false }
    workspace.losses(
      of: range, inRoundAt: steps(ofRound: round).lowerBound, gradientScale: pass.gradientScale,
      labelSmoothing: pass.labelSmoothing, dropped: pass.drops)
    receiveAdjoint(layerCount - 1, range)
    counters.increment(doneIndex(.loss))
    return true
  }

  /// The adjoint of the steps of `range` of a layer has come from above.
  private func receiveAdjoint(_ layer: Int, _ range: Range<Int>) {
    stack.connectAdjoint(layer, tape, range, pass.dropoutKey)
    guard range.upperBound == segment.upperBound, !isLast else { return }
    tape.outputAdjoint(layer, range.upperBound - 1..<range.upperBound).add(boundary(layer))
  }

  /// dL/dh of a layer between the segment and the one after it [1, n].
  private func boundary(_ layer: Int) -> Block<S> {
    let n = stack.stack.hiddenSize
    return boundaryStorage.block(at: layer * n, rows: 1, columns: n)
  }

  func sweep(_ layer: Int, _ gradient: ParameterGradient<S>) -> Bool {
    var limit = segment.count
    if layer == layerCount - 1 {
      guard done(.loss) == lossTaskCount else { return false }
    } else {
      // A step adds to the adjoint of the step before it, which must have come from above.
      let received = done(.propagation(layer + 1))
      if received < limit { limit = received - 1 }
    }
    guard let range = takeSteps(.sweep(layer), limit: limit) else { return false }
    let steps = reversed(range)
    stack.layers[layer].sweep(
      tape.layers[layer], steps: steps, mask: mask(steps), gradient: gradient)
    if steps.lowerBound == segment.lowerBound {
      let before = steps.lowerBound..<steps.lowerBound + 1
      boundary(layer).copy(from: tape.layers[layer].outputAdjoint.rows(before))
    }
    counters[doneIndex(.sweep(layer))] = range.upperBound
    return true
  }

  func propagate(_ layer: Int) -> Bool {
    guard layer > 0 || workspace.inputAdjoint != nil,
      let range = takeSteps(.propagation(layer), limit: done(.sweep(layer)))
    else { return false }
    let steps = reversed(range)
    let span = workspace.span(steps)
    stack.layers[layer].propagate(
      tape.layers[layer].gateAdjoints.rows(span),
      to: stack.adjointBelow(layer, tape, steps, workspace.inputAdjoint?.rows(span)),
      accumulating: stack.accumulatesBelow(layer))
    if layer > 0 { receiveAdjoint(layer - 1, steps) }
    counters[doneIndex(.propagation(layer))] = range.upperBound
    if layer == 0, range.upperBound == segment.count { counters.increment(finishedIndex) }
    return true
  }

  func addReadoutGradient(_ gradient: ParameterGradient<S>) -> Bool {
    let next = counters[takenIndex(.readoutWeights)]
    let round = next / readoutShares
    guard round < lossRounds, done(.loss) >= lossTasks(through: round),
      counters.exchange(takenIndex(.readoutWeights), expected: next, desired: next + 1)
    else { return false }
    let share = WeightShare(index: next % readoutShares, count: readoutShares)
    let range = steps(ofRound: round)
    workspace.addReadoutGradient(
      of: range, share: share, clears: isLast && round == 0, dropped: pass.drops,
      to: gradient)
    if share.index == 0 { segmentLoss = workspace.sumLosses(range.count, to: segmentLoss) }
    counters.increment(doneIndex(.readoutWeights))
    counters.increment(finishedIndex)
    return true
  }

  func addWeightGradient(_ layer: Int, _ gradient: ParameterGradient<S>) -> Bool {
    let own = stack.layers[layer]
    let shares = own.weightShareCount
    guard done(.sweep(layer)) == segment.count,
      let index = takeTask(.weights(layer), limit: shares)
    else { return false }
    let share = WeightShare(index: index, count: shares)
    let layerGradient = workspace.parameterGradient(scratch: gradient.scratch, overwrites: isLast)
    if isLast { own.clearGradients(layerGradient, share: share) }
    own.addWeightGradients(
      tape.layers[layer], steps: segment, input: input(layer, segment), gradient: layerGradient,
      share: share)
    if segment.lowerBound == 0 { own.finishGradient(layerGradient, share: share) }
    counters.increment(finishedIndex)
    return true
  }
}
