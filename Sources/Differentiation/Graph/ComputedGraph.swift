package import TensorCore

/// The vertices that a value was computed from, each after its inputs.
package struct ComputedGraph<S: KernelScalar> {
  /// The value itself is the last.
  package private(set) var vertices: [Vertex<S>] = []
  /// The indices of each vertex's inputs.
  package private(set) var inputs: [[Int]] = []
  private var indices: [ObjectIdentifier: Int] = [:]

  /// The graph of everything that leads to `last`.
  /// - Complexity: linear in the edges of the graph; deep graphs need no deep stack.
  package init(endingIn last: Vertex<S>) {
    var path: [(vertex: Vertex<S>, next: Int)] = [(last, 0)]
    while let (vertex, next) = path.last {
      if next < vertex.inputs.count {
        path[path.count - 1].next += 1
        let input = vertex.inputs[next]
        if indices[ObjectIdentifier(input)] == nil { path.append((input, 0)) }
      } else {
        path.removeLast()
        guard indices[ObjectIdentifier(vertex)] == nil else { continue }
        indices[ObjectIdentifier(vertex)] = vertices.count
        inputs.append(vertex.inputs.compactMap { indices[ObjectIdentifier($0)] })
        vertices.append(vertex)
      }
    }
  }

  /// The index of a vertex; nil: the value does not depend on it.
  package func index(of vertex: Vertex<S>) -> Int? { indices[ObjectIdentifier(vertex)] }

  /// For each vertex, whether it is one of `targets` or was computed from one.
  func dependents(of targets: [Int?]) -> [Bool] {
    var leads = [Bool](repeating: false, count: vertices.count)
    for case let target? in targets { leads[target] = true }
    for index in vertices.indices where !leads[index] {
      leads[index] = inputs[index].contains { leads[$0] }
    }
    return leads
  }
}
