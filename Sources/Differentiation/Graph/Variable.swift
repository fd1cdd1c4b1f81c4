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
  package let vertex: Vertex<S>

  /// A variable that was not computed: an input, a parameter, a constant.
  public init(_ value: Tensor<S>) { vertex = Vertex(value: value, inputs: []) }

  package init(_ vertex: Vertex<S>) { self.vertex = vertex }

  /// The result of a primitive applied to `inputs`, in their order.
  public init<P: Primitive<S>>(_ primitive: P, _ inputs: [Variable]) {
    vertex = AppliedPrimitive(primitive, inputs.map(\.vertex))
  }

  /// The value.
  public var value: Tensor<S> { vertex.value }

  /// The extent of each axis, outermost first; empty for a single number.
  public var shape: [Int] { vertex.value.shape }
}
