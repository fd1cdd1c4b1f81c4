internal import TensorCore

/// y = x summed over some axes: the transpose of ``Repetition``.
struct Summation<S: KernelScalar>: Primitive {
  /// The shape of x with the axes that are summed over of extent 1.
  let kept: [Int]
  /// The same with or without these axes.
  let shape: [Int]

  var name: String { "sum" }

  @specialized(where S == Float)
  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (sum(inputs[0]), ())
  }

  @specialized(where S == Float)
  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    tangents[0].map(sum) ?? Tensor(zeros: shape)
  }

  @specialized(where S == Float)
  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    [Tensor(adjoint, shape: kept).repeated(to: point.inputs[0].shape)]
  }

  private func sum(_ x: Tensor<S>) -> Tensor<S> { Tensor(x.summed(to: kept), shape: shape) }
}
