package import TensorCore

extension SequenceWorkspace {
  /// V: symbols that the model predicts.
  package var symbolCount: Int { model.configuration.outputSize }

  /// dL/dy of sequence `row` at step `step` [1, n], y the output of the stack: after
  /// ``loss(_:gradientScale:labelSmoothing:dropped:visit:)`` with a gradient scale.
  package func outputAdjoint(step: Int, row: Int) -> Block<S> {
    tape.outputAdjoint(model.stack.layers.count - 1, step..<step + 1).rows(row..<row + 1)
  }

  /// What the loss of sequence `row` at step `step` says about the logits, (p - target) `scale`,
  /// into `error` [1, V].
  ///
  /// `loss` [1, 1] becomes the loss.
  package func outputError(
    step: Int, row: Int, scale: Double, labelSmoothing: Double, into error: Block<S>,
    loss: Block<S>
  ) {
    let index = step * rows + row
    readout(stackOutput(step..<step + 1, dropped: false).rows(row..<row + 1), into: error)
    error.softmaxCrossEntropy(
      targets: targets.range(index..<index + 1), losses: loss, gradientScale: scale,
      labelSmoothing: labelSmoothing)
  }

  /// Makes the last V elements of the input of step `step` the output that the state before it
  /// gives, softmax(W_out y_{t-1} + b_out): output feedback (Jordan 1986).
  package func setOutputFeedback(step: Int) {
    let (size, symbols) = (model.configuration.inputSize, model.configuration.outputSize)
    precondition(size >= symbols, "output of \(symbols) symbols fed back into vectors of \(size)")
    precondition(
      model.stack.layers.count == 1, "output feedback to \(model.stack.layers.count) layers")
    let target = vectors.rows(step * rows..<(step + 1) * rows).columns(size - symbols..<size)
    readout(state(layer: 0, before: step)[0], into: target)
    target.softmax()
  }
}
