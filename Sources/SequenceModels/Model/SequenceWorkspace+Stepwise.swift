internal import TensorCore

extension SequenceWorkspace {
  /// Makes the last V elements of the input of step `step` the output that the state before it
  /// gives, softmax(W_out y_{t-1} + b_out): output feedback (Jordan 1986).
  package func setOutputFeedback(step: Int) {
    let (size, symbols) = (model.configuration.inputSize, model.configuration.outputSize)
    precondition(size >= symbols, "output of \(symbols) symbols fed back into vectors of \(size)")
    precondition(
      model.stack.layers.count == 1, "output feedback to \(model.stack.layers.count) layers")
    let target = vectors.step(step, of: rows).columns(size - symbols..<size)
    model.readout.apply(state(layer: 0, before: step)[0], into: target)
    target.softmax()
  }
}
