public import TensorCore

extension SequenceWorkspace {
  /// dL/dy of sequence `row` at step `step` [1, n], y the output of the stack: after
  /// ``loss(_:gradientScale:labelSmoothing:dropped:visit:)`` with a gradient scale.
  public func outputAdjoint(step: Int, row: Int) -> Block<S> {
    tape.outputAdjoint(model.stack.layers.count - 1, step..<step + 1).rows(row..<row + 1)
  }
}
