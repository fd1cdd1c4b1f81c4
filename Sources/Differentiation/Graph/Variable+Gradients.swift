public import TensorCore

extension Variable {
  /// The gradient of a single number with respect to each of `variables`, in their order and
  /// shapes: reverse mode, zeros for a variable that the number does not depend on.
  ///
  /// - Complexity: about twice the arithmetic of the computation; adjoints are released as soon as
  ///   they have been passed on.
  @specialized(where S == Float)
  public func gradients(of variables: [Variable]) -> [Tensor<S>] {
    precondition(value.count == 1, "gradient of a value \(shape): take it of a single number")
    return adjoints(of: variables, from: Tensor(shape: shape, values: [1]))
  }

  /// J^T v: the adjoints of `variables` from an adjoint `v` of this value, of its shape.
  @specialized(where S == Float)
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
      let vertex = order.vertices[place]
      let parts = vertex.derivative?(.backward(adjoint, wanted: wanted)) ?? []
      precondition(
        parts.count == wanted.count,
        "\(vertex.primitive ?? ""): \(parts.count) adjoints of \(wanted.count) inputs")
      for (position, input) in inputs.enumerated() where wanted[position] {
        let shape = order.vertices[input].value.shape
        guard let part = parts[position], part.shape == shape else {
          preconditionFailure(
            "\(vertex.primitive ?? ""): adjoint \(position) "
              + "\(parts[position]?.shape ?? []) of a value \(shape)")
        }
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
  @specialized(where S == Float)
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
      guard inputs.contains(where: { $0 != nil }) else { continue }
      let tangent = vertex.derivative?(.forward(inputs))[0]
      precondition(
        tangent?.shape == vertex.value.shape,
        "\(vertex.primitive ?? ""): a tangent \(tangent?.shape ?? []) of a value "
          + "\(vertex.value.shape)")
      tangents[index] = tangent
    }
    return tangents[order.vertices.count - 1] ?? Tensor(zeros: shape)
  }
}
