internal import TensorCore

/// A graph of values as data, for a picture: what was computed from what.
public struct ComputedGraph: Sendable, Equatable {
  /// A value of the graph.
  public struct Vertex: Sendable, Equatable {
    /// The name that the variable was given; nil: none.
    public let name: String?
    /// The name of the primitive that computed it; nil: it was not computed.
    public let primitive: String?
    /// The extent of each axis.
    public let shape: [Int]
    /// The indices of the vertices that it was computed from, in the primitive's order.
    public let inputs: [Int]
  }

  /// All values that lead to the last of them, each after its inputs.
  public let vertices: [Vertex]
}

extension Variable {
  /// This variable with a name for pictures of its graph.
  public func named(_ name: String) -> Variable {
    vertex.name = name
    return self
  }

  /// All that this value was computed from.
  public var graph: ComputedGraph {
    let order = TopologicalOrder(endingIn: vertex)
    return ComputedGraph(
      vertices: order.vertices.enumerated().map { place, vertex in
        ComputedGraph.Vertex(
          name: vertex.name, primitive: vertex.primitive, shape: vertex.value.shape,
          inputs: Array(order.inputs(of: place)))
      })
  }
}
