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
    let order = TopologicalOrder(endingIn: vertex)
    let targets = variables.map { order.place(of: $0.vertex) }
    let leads = order.dependents(of: targets)
    var adjoints = [Tensor<S>?](repeating: nil, count: order.vertices.count)
    var found = [Tensor<S>?](repeating: nil, count: variables.count)
    var isTarget = [Bool](repeating: false, count: order.vertices.count)
    for case let target? in targets { isTarget[target] = true }
    adjoints[order.vertices.count - 1] = adjoint
    for place in order.vertices.indices.reversed() where leads[place] {
      // Moved out, so that it is released once it has been passed on.
      guard let adjoint = adjoints[place].take() else { continue }
      if isTarget[place] {
        for index in targets.indices where targets[index] == place { found[index] = adjoint }
      }
      let inputs = order.inputs(of: place)
      let wanted = inputs.map { leads[$0] }
      guard wanted.contains(true) else { continue }
      let parts = order.vertices[place].pullback(adjoint, wanted: wanted)
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
    return zip(variables, found).map { $1 ?? Tensor(zeros: $0.shape) }
  }

  /// J u: the tangent of this value along the tangents of some variables, each of its variable's
  /// shape: forward mode.
  public func tangent(along directions: [(variable: Variable, tangent: Tensor<S>)]) -> Tensor<S> {
    let order = TopologicalOrder(endingIn: vertex)
    var tangents = [Tensor<S>?](repeating: nil, count: order.vertices.count)
    var given = Set<Int>()
    for (variable, tangent) in directions {
      precondition(
        tangent.shape == variable.shape, "tangent \(tangent.shape) of a value \(variable.shape)")
      guard let index = order.place(of: variable.vertex) else { continue }
      if var sum = tangents[index].take() {
        sum.add(tangent)
        tangents[index] = sum
      } else {
        tangents[index] = tangent
      }
      given.insert(index)
    }
    for (index, vertex) in order.vertices.enumerated() where !given.contains(index) {
      let inputs = order.inputs(of: index).map { tangents[$0] }
      if inputs.contains(where: { $0 != nil }) { tangents[index] = vertex.pushforward(inputs) }
    }
    return tangents.last.flatMap(\.self) ?? Tensor(zeros: shape)
  }
}
