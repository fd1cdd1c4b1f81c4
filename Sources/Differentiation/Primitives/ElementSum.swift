internal import TensorCore

/// y = x_1 + x_2, of the same shape.
struct ElementSum<S: KernelScalar>: Primitive {
  var name: String { "+" }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    var sum = inputs[0]
    sum.add(inputs[1])
    return (sum, ())
  }

  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    guard var sum = tangents[0] else { return tangents[1] ?? Tensor(zeros: point.output.shape) }
    if let other = tangents[1] { sum.add(other) }
    return sum
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    [adjoint, adjoint]
  }
}

extension Variable {
  /// The sum of two values, element by element.
  public static func + (left: Variable, right: Variable) -> Variable {
    Variable(ElementSum(), [left, right])
  }
}
