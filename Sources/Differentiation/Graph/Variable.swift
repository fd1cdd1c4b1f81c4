public import TensorCore

/// A tensor and the way it was computed: a vertex of a directed acyclic graph.
///
/// Functions of variables are variables; the graph is made by computing. There is no tape beside
/// it: a variable keeps alive what it was computed from, and nothing else does, so that memory is
/// released when the last variable that leads to it is.
///
///     let (w, x, b) = (Variable(weights), Variable(inputs), Variable(bias))
///     let z = x.product(w) + b
///     let error = (z - targets).squared().sum()
///     let (dw, db) = (error.gradients(of: [w, b])[0], ...)
///
/// What a gradient is taken of is said where it is taken; a variable made of a tensor is a constant
/// to every other gradient.
public struct Variable<S: KernelScalar> {
  @usableFromInline package let vertex: Vertex<S>

  /// A variable that was not computed: an input, a parameter, a constant.
  public init(_ value: Tensor<S>) { vertex = Vertex(value: value) }

  /// The result of a primitive applied to `inputs`, in their order.
  @inlinable
  public init<P: Primitive<S>>(_ primitive: P, _ inputs: [Variable]) {
    // No key paths: they would be made anew each time, which takes longer than all the rest.
    let values = inputs.map { $0.value }
    let (output, record) = primitive.forward(values)
    let point = Evaluation(inputs: values, output: output, record: record)
    vertex = Vertex(
      value: output, inputs: inputs.map { $0.vertex }, primitive: primitive.name
    ) { direction in
      switch direction {
      case .forward(let tangents): [primitive.pushforward(tangents, at: point)]
      case .backward(let adjoint, let wanted):
        primitive.pullback(adjoint, at: point, wanted: wanted)
      }
    }
  }

  /// The value.
  @inlinable public var value: Tensor<S> { vertex.value }

  /// The extent of each axis, outermost first; empty for a single number.
  public var shape: [Int] { vertex.value.shape }
}
