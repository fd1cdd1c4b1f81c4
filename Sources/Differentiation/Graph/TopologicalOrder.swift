internal import TensorCore

/// The vertices that a value was computed from, each after its inputs.
struct TopologicalOrder<S: KernelScalar> {
  /// The value itself is the last.
  private(set) var vertices: [Vertex<S>] = []
  /// The places of all inputs, vertex by vertex.
  private var edges: [Int] = []
  /// Where those of a vertex begin, and the end.
  private var firstEdges = [0]

  /// The order of everything that leads to `last`.
  /// - Complexity: linear in the edges of the graph; deep graphs need no deep stack.
  init(endingIn last: Vertex<S>) {
    var path: [(vertex: Vertex<S>, next: Int)] = [(last, 0)]
    while let (vertex, next) = path.last {
      if next < vertex.inputs.count {
        path[path.count - 1].next += 1
        let input = vertex.inputs[next]
        if !isPlaced(input) { path.append((input, 0)) }
      } else {
        path.removeLast()
        vertex.place = vertices.count
        for input in vertex.inputs { edges.append(input.place) }
        firstEdges.append(edges.count)
        vertices.append(vertex)
      }
    }
  }

  private func isPlaced(_ vertex: Vertex<S>) -> Bool {
    vertex.place < vertices.count && vertices[vertex.place] === vertex
  }

  /// The places of a vertex's inputs.
  func inputs(of place: Int) -> ArraySlice<Int> { edges[firstEdges[place]..<firstEdges[place + 1]] }

  /// The place of a vertex; nil: the value does not depend on it.
  func place(of vertex: Vertex<S>) -> Int? {
    // Where an order made since has placed it elsewhere, it is looked for.
    isPlaced(vertex) ? vertex.place : vertices.firstIndex { $0 === vertex }
  }

  /// For each vertex, whether it is one of `targets` or was computed from one.
  func dependents(of targets: [Int?]) -> [Bool] {
    var leads = [Bool](repeating: false, count: vertices.count)
    for case let target? in targets { leads[target] = true }
    for place in vertices.indices where !leads[place] {
      leads[place] = inputs(of: place).contains { leads[$0] }
    }
    return leads
  }
}
