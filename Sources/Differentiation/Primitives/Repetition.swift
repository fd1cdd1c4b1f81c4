internal import TensorCore

/// y = x repeated to a shape, along axes of extent 1 and outer axes that are not there.
struct Repetition<S: KernelScalar>: Primitive {
  let shape: [Int]

  var name: String { "repeat" }

  @specialized(where S == Float)
  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (inputs[0].repeated(to: shape), ())
  }

  @specialized(where S == Float)
  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    tangents[0]?.repeated(to: shape) ?? Tensor(zeros: shape)
  }

  @specialized(where S == Float)
  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    [adjoint.summed(to: point.inputs[0].shape)]
  }
}

extension Variable {
  /// The elements repeated to `shape`, by the rules of the operators.
  public func repeated(to shape: [Int]) -> Variable {
    shape == self.shape ? self : Variable(Repetition(shape: shape), [self])
  }
}
