public import TensorCore

/// A primitive of one's own, given by its two functions.
///
///     let cube = CustomPrimitive<Double>("cube") { inputs in
///       Tensor(shape: inputs[0].shape, values: inputs[0].values.map { $0 * $0 * $0 })
///     } pullback: { adjoint, inputs, output in
///       let values = zip(adjoint.values, inputs[0].values).map { 3 * $1 * $1 * $0 }
///       return [Tensor(shape: adjoint.shape, values: values)]
///     }
///     let y = Variable(cube, [x])
public struct CustomPrimitive<S: KernelScalar>: Primitive {
  public let name: String
  private let function: @Sendable ([Tensor<S>]) -> Tensor<S>
  private let adjoints: @Sendable (Tensor<S>, [Tensor<S>], Tensor<S>) -> [Tensor<S>]

  /// A primitive by its value at some inputs, and the adjoints of these from that of the output.
  /// - Parameters:
  ///   - name: in pictures of a graph.
  ///   - function: the value.
  ///   - pullback: the adjoints of all inputs, each of its input's shape.
  public init(
    _ name: String, _ function: @escaping @Sendable (_ inputs: [Tensor<S>]) -> Tensor<S>,
    pullback:
      @escaping @Sendable (
        _ adjoint: Tensor<S>, _ inputs: [Tensor<S>], _ output: Tensor<S>
      ) -> [Tensor<S>]
  ) {
    self.name = name
    self.function = function
    adjoints = pullback
  }

  public func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (function(inputs), ())
  }

  public func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    adjoints(adjoint, point.inputs, point.output)
  }
}

extension CustomPrimitive {
  /// A function of every element by its value and its derivative.
  public init(
    _ name: String, elementwise function: @escaping @Sendable (S) -> S,
    derivative: @escaping @Sendable (S) -> S
  ) {
    self.init(name) { inputs in
      Tensor(shape: inputs[0].shape, values: inputs[0].values.map(function))
    } pullback: { adjoint, inputs, _ in
      let values = zip(adjoint.values, inputs[0].values).map { $0 * derivative($1) }
      return [Tensor(shape: adjoint.shape, values: values)]
    }
  }
}
