internal import CKernels

// Safe: both blocks are contiguous and of one size.
extension Block {
  /// self = exp(values), element by element; at most 4 ulp off. Self and values may be the same
  /// memory.
  @specialized(where S == Float)
  package func exponential(of values: Block) {
    check(values, "exponential")
    unsafe S.kernels.pointee.exponential(base, values.base, count)
  }

  /// self = tanh(values), element by element; at most 4 ulp off. Self and values may be the same
  /// memory.
  @specialized(where S == Float)
  package func tanh(of values: Block) {
    check(values, "tanh")
    unsafe S.kernels.pointee.tanh(base, values.base, count)
  }

  /// self = 1 / (1 + exp(-values)), element by element; at most 4 ulp off. Self and values may be
  /// the same memory.
  @specialized(where S == Float)
  package func sigmoid(of values: Block) {
    check(values, "sigmoid")
    unsafe S.kernels.pointee.sigmoid(base, values.base, count)
  }

  private func check(_ values: Block, _ function: StaticString) {
    precondition(
      values.count == count && isContiguous && values.isContiguous,
      "\(function) of \(values.shape) into \(shape)")
  }
}
