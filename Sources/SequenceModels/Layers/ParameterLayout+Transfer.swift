package import TensorCore

extension ParameterLayout {
  /// Copies the parameters of a smaller model, block by block, into those of a model with the same
  /// blocks and larger vocabularies; what the smaller one does not have stays as it is.
  ///
  /// - Parameters:
  ///   - values: the parameters [P'] in the order of `smaller`.
  ///   - parameters: the parameters [P] in the order of this layout.
  ///   - place: where an index of an axis that has grown stands on the longer axis.
  package func transfer<S: KernelScalar>(
    _ values: Tensor<S>, of smaller: ParameterLayout, to parameters: inout Tensor<S>,
    place: (Int) -> Int = { $0 }
  ) {
    precondition(
      smaller.blocks.map(\.name) == blocks.map(\.name),
      "transfer of \(smaller.blocks.map(\.name)) to \(blocks.map(\.name))")
    let source = values.values
    var target = parameters.values
    for (old, new) in zip(smaller.blocks, blocks) {
      precondition(
        old.shape.count == new.shape.count && zip(old.shape, new.shape).allSatisfy(<=),
        "transfer of \(old.name) \(old.shape) to \(new.shape)")
      // Where each row along the last axis begins, then where each index of an axis is.
      var rows = [new.offset]
      var stride = new.count
      var places: [Int] = []
      for (axis, (length, grown)) in zip(old.shape, new.shape).enumerated() {
        stride /= grown
        places = (0..<length).map { (length == grown ? $0 : place($0)) * stride }
        if axis < old.shape.count - 1 { rows = rows.flatMap { row in places.map { row + $0 } } }
      }
      var next = old.offset
      for row in rows {
        for place in places {
          target[row + place] = source[next]
          next += 1
        }
      }
    }
    parameters = Tensor(shape: parameters.shape, values: target)
  }
}
