public import TensorCore

/// A vertex of a graph of values: a tensor, and the vertices that it was computed from.
@usableFromInline package final class Vertex<S: KernelScalar> {
  /// What is asked of a primitive at the point where it was applied.
  @usableFromInline package enum Direction {
    /// The tangent of the value, from those of the inputs.
    case forward([Tensor<S>?])
    /// The adjoints of the inputs, from that of the value.
    case backward(Tensor<S>, wanted: [Bool])
  }

  @usableFromInline let value: Tensor<S>
  private(set) var inputs: [Vertex]
  /// The name of the primitive that computed the value; nil: it was not computed.
  let primitive: String?
  /// The derivative of the primitive. One function for both directions, as each would hold inputs
  /// and output for itself; a function and not a generic type, as one that was specialised where it
  /// was made stays so.
  let derivative: ((Direction) -> [Tensor<S>?])?
  /// The name for pictures; nil: none.
  var name: String?
  /// Where the last ``TopologicalOrder`` placed it that it is part of.
  var place = 0

  /// A value that was not computed.
  init(value: Tensor<S>) {
    self.value = value
    inputs = []
    primitive = nil
    derivative = nil
  }

  /// A value that a primitive computed.
  @usableFromInline
  init(
    value: Tensor<S>, inputs: [Vertex], primitive: String,
    derivative: @escaping (Direction) -> [Tensor<S>?]
  ) {
    self.value = value
    self.inputs = inputs
    self.primitive = primitive
    self.derivative = derivative
  }

  deinit {
    let orphans = inputs
    inputs = []
    Self.release(orphans)
  }

  /// Releases vertices one after the other: a long chain would overflow the stack, each vertex
  /// releasing the next within its own release.
  @specialized(where S == Float)
  private static func release(_ vertices: consuming [Vertex]) {
    var orphans = vertices
    while var vertex = orphans.popLast() {
      guard isKnownUniquelyReferenced(&vertex) else { continue }
      orphans.append(contentsOf: vertex.inputs)
      vertex.inputs = []
    }
  }
}
