internal import CKernels

// The laws of the built-in cells. `self` holds the gates [rows, G n]: pre-activations before a
// forward law, activations after it. State planes are [rows, n]. `outputAdjoint` [rows, n] is the
// whole adjoint of h_t; `previousAdjoint` [rows, n] is added to: what reaches h_{t-1} other than by
// a recurrent product.
// Safe: every call checks the shapes that the kernel reads and writes.
extension Block {
  @inline(__always)
  private func check(_ gates: Int, _ states: Planes<S>..., mask: RowMask?, law: StaticString) {
    for planes in states {
      precondition(
        planes.rows == rows && gates * planes.columns == columns,
        "\(law): gates \(shape), state [\(planes.rows), \(planes.columns)]")
    }
    precondition(mask.map { $0.count == rows } ?? true, "\(law): a mask of other than \(rows) rows")
  }

  /// h = tanh(z), or max(z, 0).
  @specialized(where S == Float)
  package func elmanForward(
    _ previous: Planes<S>, _ next: Planes<S>, rectifier: Bool, mask: RowMask?
  ) {
    check(1, previous, next, mask: mask, law: "Elman")
    unsafe S.kernels.pointee.elman_forward(
      rows, columns, base, stride, previous[0].base, next[0].base, columns, rectifier ? 1 : 0,
      mask?.base)
  }

  /// self becomes dz.
  @specialized(where S == Float)
  package func elmanBackward(
    next: Planes<S>, outputAdjoint: Block, previousAdjoint: Block, rectifier: Bool, mask: RowMask?
  ) {
    check(1, next, mask: mask, law: "Elman backward")
    checkPlanes(next.columns, outputAdjoint, previousAdjoint)
    unsafe S.kernels.pointee.elman_backward(
      rows, columns, base, stride, next[0].base, outputAdjoint.base, previousAdjoint.base,
      columns, rectifier ? 1 : 0, mask?.base)
  }

  /// The LSTM with gates i, f, g, o; planes of a state: h, c; `auxiliary` plane 0: tanh(c).
  /// `capped`: i is at most 1 - f.
  @specialized(where S == Float)
  package func lstmForward(
    _ previous: Planes<S>, _ next: Planes<S>, auxiliary: Planes<S>, peepholes: Block?,
    capped: Bool = false, mask: RowMask?
  ) {
    check(4, previous, next, auxiliary, mask: mask, law: "LSTM")
    let n = next.columns
    checkPeepholes(peepholes, n)
    unsafe S.kernels.pointee.lstm_forward(
      rows, n, base, stride, previous[0].base, previous[1].base, next[0].base, next[1].base,
      auxiliary[0].base, n, peepholes?.base, capped ? 1 : 0, mask?.base)
  }

  /// dz of the LSTM into `gateAdjoint` (which may be self); adds to `peepholeGradient`.
  @specialized(where S == Float)
  package func lstmBackward(
    into gateAdjoint: Block, previous: Planes<S>, next: Planes<S>, auxiliary: Planes<S>,
    outputAdjoint: Block, previousAdjoint: Block, cellAdjoint: Block, peepholes: Block?,
    peepholeGradient: Block?, capped: Bool = false, mask: RowMask?
  ) {
    check(4, previous, next, auxiliary, mask: mask, law: "LSTM backward")
    checkAdjoint(gateAdjoint)
    let n = next.columns
    checkPeepholes(peepholes, n)
    checkPlanes(n, outputAdjoint, previousAdjoint, cellAdjoint)
    precondition(
      peepholes == nil || peepholeGradient != nil, "LSTM backward: peepholes without a gradient")
    checkPeepholes(peepholeGradient, n)
    unsafe S.kernels.pointee.lstm_backward(
      rows, n, base, gateAdjoint.base, stride, previous[1].base, next[1].base, auxiliary[0].base,
      outputAdjoint.base, previousAdjoint.base, cellAdjoint.base, n, peepholes?.base,
      peepholeGradient?.base, capped ? 1 : 0, mask?.base)
  }

  /// The GRU with its reset gate after the product: gates r, z, n, q.
  @specialized(where S == Float)
  package func gruAfterForward(_ previous: Planes<S>, _ next: Planes<S>, mask: RowMask?) {
    check(4, previous, next, mask: mask, law: "GRU")
    unsafe S.kernels.pointee.gru_after_forward(
      rows, next.columns, base, stride, previous[0].base, next[0].base, next.columns, mask?.base)
  }

  /// dz of the GRU (reset after) into `gateAdjoint`, which may be self.
  @specialized(where S == Float)
  package func gruAfterBackward(
    into gateAdjoint: Block, previous: Planes<S>, outputAdjoint: Block, previousAdjoint: Block,
    mask: RowMask?
  ) {
    check(4, previous, mask: mask, law: "GRU backward")
    checkPlanes(previous.columns, outputAdjoint, previousAdjoint)
    checkAdjoint(gateAdjoint)
    unsafe S.kernels.pointee.gru_after_backward(
      rows, previous.columns, base, gateAdjoint.base, stride, previous[0].base,
      outputAdjoint.base, previousAdjoint.base, previous.columns, mask?.base)
  }

  /// First half of the GRU with its reset gate before the product: r, z, and reset = r h_previous.
  @specialized(where S == Float)
  package func gruBeforeReset(_ previous: Planes<S>, reset: Block, mask: RowMask?) {
    check(3, previous, mask: mask, law: "GRU reset")
    checkPlanes(previous.columns, reset)
    unsafe S.kernels.pointee.gru_before_reset(
      rows, previous.columns, base, stride, previous[0].base, reset.base, previous.columns,
      mask?.base)
  }

  /// Second half: the candidate and h.
  @specialized(where S == Float)
  package func gruBeforeOutput(_ previous: Planes<S>, _ next: Planes<S>, mask: RowMask?) {
    check(3, previous, next, mask: mask, law: "GRU output")
    unsafe S.kernels.pointee.gru_before_output(
      rows, next.columns, base, stride, previous[0].base, next[0].base, next.columns, mask?.base)
  }

  /// dz of the update gate and of the candidate into `gateAdjoint`, which may be self.
  @specialized(where S == Float)
  package func gruBeforeOutputBackward(
    into gateAdjoint: Block, previous: Planes<S>, outputAdjoint: Block, previousAdjoint: Block,
    mask: RowMask?
  ) {
    check(3, previous, mask: mask, law: "GRU output backward")
    checkPlanes(previous.columns, outputAdjoint, previousAdjoint)
    checkAdjoint(gateAdjoint)
    unsafe S.kernels.pointee.gru_before_output_backward(
      rows, previous.columns, base, gateAdjoint.base, stride, previous[0].base,
      outputAdjoint.base, previousAdjoint.base, previous.columns, mask?.base)
  }

  /// dz of the reset gate into `gateAdjoint`, which may be self, from the adjoint of r h_previous.
  @specialized(where S == Float)
  package func gruBeforeResetBackward(
    into gateAdjoint: Block, previous: Planes<S>, resetAdjoint: Block,
    previousAdjoint: Block, mask: RowMask?
  ) {
    check(3, previous, mask: mask, law: "GRU reset backward")
    checkAdjoint(gateAdjoint)
    checkPlanes(previous.columns, resetAdjoint, previousAdjoint)
    unsafe S.kernels.pointee.gru_before_reset_backward(
      rows, previous.columns, base, gateAdjoint.base, stride, previous[0].base, resetAdjoint.base,
      previousAdjoint.base, previous.columns, mask?.base)
  }

  private func checkAdjoint(_ adjoint: Block) {
    precondition(
      adjoint.rows == rows && adjoint.columns == columns && adjoint.stride == stride,
      "adjoints \(adjoint.shape) of gates \(shape)")
  }

  private func checkPlanes(_ n: Int, _ planes: Block...) {
    for plane in planes {
      precondition(
        plane.rows == rows && plane.columns == n && plane.isContiguous,
        "plane \(plane.shape) beside gates \(shape)")
    }
  }

  private func checkPeepholes(_ peepholes: Block?, _ n: Int) {
    precondition(
      peepholes.map { $0.count == 3 * n && $0.isContiguous } ?? true,
      "peepholes \(peepholes?.shape ?? "") of \(n) units")
  }
}
