public import TensorCore

extension Variable {
  /// The gradient of a single number with respect to each of `variables`, in their order and
  /// shapes: reverse mode, zeros for a variable that the number does not depend on.
  ///
  /// - Complexity: about twice the arithmetic of the computation; adjoints are released as soon as
  ///   they have been passed on.
  public func gradients(of variables: [Variable]) -> [Tensor<S>] {
    precondition(value.count == 1, "gradient of a value \(shape): take it of a single number")
    return adjoints(of: variables, from: Tensor(shape: shape, values: [1]))
  }

  /// J^T v: the adjoints of `variables` from an adjoint `v` of this value, of its shape.
  public func adjoints(of variables: [Variable], from adjoint: Tensor<S>) -> [Tensor<S>] {
    precondition(adjoint.shape == shape, "adjoint \(adjoint.shape) of a value \(shape)")
    let graph = ComputedGraph(endingIn: vertex)
    let targets = variables.map { graph.index(of: $0.vertex) }
    let leads = graph.dependents(of: targets)
    var adjoints = [Tensor<S>?](repeating: nil, count: graph.vertices.count)
    var found = [Tensor<S>?](repeating: nil, count: graph.vertices.count)
    let kept = Set(targets.compactMap(\.self))
    if let last = graph.vertices.indices.last, leads[last] { adjoints[last] = adjoint }
    for index in graph.vertices.indices.reversed() {
      guard let adjoint = adjoints[index] else { continue }
      adjoints[index] = nil
      if kept.contains(index) { found[index] = adjoint }
      let inputs = graph.inputs[index]
      let wanted = inputs.map { leads[$0] }
      guard wanted.contains(true) else { continue }
      let parts = graph.vertices[index].pullback(adjoint, wanted: wanted)
      for (position, input) in inputs.enumerated() where wanted[position] {
        guard let part = parts[position] else { continue }
        // Moved out, so that the sum has one owner and is changed in place.
        if var sum = adjoints[input].take() {
          sum.add(part)
          adjoints[input] = sum
        } else {
          adjoints[input] = part
        }
      }
    }
    return zip(variables, targets).map { variable, index in
      index.flatMap { found[$0] } ?? Tensor(zeros: variable.shape)
    }
  }

  /// J u: the tangent of this value along the tangents of some variables, each of its variable's
  /// shape: forward mode.
  public func tangent(along directions: [(variable: Variable, tangent: Tensor<S>)]) -> Tensor<S> {
    let graph = ComputedGraph(endingIn: vertex)
    var tangents = [Tensor<S>?](repeating: nil, count: graph.vertices.count)
    var given = Set<Int>()
    for (variable, tangent) in directions {
      precondition(
        tangent.shape == variable.shape, "tangent \(tangent.shape) of a value \(variable.shape)")
      guard let index = graph.index(of: variable.vertex) else { continue }
      if var sum = tangents[index].take() {
        sum.add(tangent)
        tangents[index] = sum
      } else {
        tangents[index] = tangent
      }
      given.insert(index)
    }
    for (index, vertex) in graph.vertices.enumerated() where !given.contains(index) {
      let inputs = graph.inputs[index].map { tangents[$0] }
      if inputs.contains(where: { $0 != nil }) { tangents[index] = vertex.pushforward(inputs) }
    }
    return tangents.last.flatMap(\.self) ?? Tensor(zeros: shape)
  }
}
