internal import TensorCore

/// y_i = e^x_i / sum_j e^x_j along the last axis.
///
///     y. = y (x. - sum_j y_j x_j.)        x' = y (y' - sum_j y_j y_j')
struct Softmax<S: KernelScalar>: Primitive {
  var pool: WorkerPool?

  var name: String { "softmax" }

  @specialized(where S == Float)
  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (inputs[0].softmax(pool: pool), ())
  }

  @specialized(where S == Float)
  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    tangents[0].map { point.output.softmaxPullback($0, pool: pool) }
      ?? Tensor(zeros: point.output.shape)
  }

  @specialized(where S == Float)
  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    [point.output.softmaxPullback(adjoint, pool: pool)]
  }
}

/// y = log sum_j e^x_j along the last axis, which y does not have.
///
///     y. = sum_j p_j x_j.        x' = p y'        p = e^(x - y) = softmax(x)
struct LogSumExp<S: KernelScalar>: Primitive {
  var name: String { "log-sum-exp" }

  @specialized(where S == Float)
  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (inputs[0].logSumExp(), ())
  }

  @specialized(where S == Float)
  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    guard let tangent = tangents[0] else { return Tensor(zeros: point.output.shape) }
    let sum = point.inputs[0].softmax().combined(.product, with: tangent)
      .summed(to: point.output.shape + [1])
    return Tensor(sum, shape: point.output.shape)
  }

  @specialized(where S == Float)
  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let column = Tensor(adjoint, shape: adjoint.shape + [1])
    return [point.inputs[0].softmax().combined(.product, with: column)]
  }
}

/// y = max_j x_j along the last axis, which y does not have; the derivative is the winner's, of
/// equal ones the first's. The record is the place of each maximum.
struct RowMaximum<S: KernelScalar>: Primitive {
  var name: String { "maximum" }

  @specialized(where S == Float)
  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: [Int32]) {
    let (values, places) = inputs[0].maximum()
    return (values, places)
  }

  @specialized(where S == Float)
  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, [Int32]>) -> Tensor<S> {
    tangents[0]?.elements(at: point.record) ?? Tensor(zeros: point.output.shape)
  }

  @specialized(where S == Float)
  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, [Int32]>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    [adjoint.scattered(to: point.inputs[0].shape, at: point.record)]
  }
}
