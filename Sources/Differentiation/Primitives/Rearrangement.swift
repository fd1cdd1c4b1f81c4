internal import TensorCore

/// The elements of x in another order or shape, a linear map.
enum Rearrangement<S: KernelScalar>: Primitive {
  /// The same order, another shape.
  case shape([Int])
  /// Axis i of y is axis order[i] of x.
  case order([Int])
  /// A part of an axis.
  case slice(Range<Int>, axis: Int)
  /// Rows of the first axis; negative: zeros.
  case rows([Int32])

  var name: String {
    switch self {
    case .shape: "reshaped"
    case .order: "permuted"
    case .slice: "slice"
    case .rows: "rows"
    }
  }

  @specialized(where S == Float)
  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (rearranged(inputs[0]), ())
  }

  @specialized(where S == Float)
  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    tangents[0].map(rearranged) ?? Tensor(zeros: point.output.shape)
  }

  @specialized(where S == Float)
  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let shape = point.inputs[0].shape
    switch self {
    case .shape: return [Tensor(adjoint, shape: shape)]
    case .order(let order):
      var inverse = order
      for (place, axis) in order.enumerated() { inverse[axis] = place }
      return [adjoint.permuted(inverse)]
    case .slice(let range, let axis):
      var whole = Tensor<S>(zeros: shape)
      whole.add(adjoint, to: range, axis: axis)
      return [whole]
    case .rows(let indices): return [adjoint.scattered(indices, rows: shape[0])]
    }
  }

  private func rearranged(_ x: Tensor<S>) -> Tensor<S> {
    switch self {
    case .shape(let shape): Tensor(x, shape: shape)
    case .order(let order): x.permuted(order)
    case .slice(let range, let axis): x.slice(range, axis: axis)
    case .rows(let indices): x.gathered(indices)
    }
  }
}

/// The x_i one after the other along an axis.
struct Concatenation<S: KernelScalar>: Primitive {
  let axis: Int

  var name: String { "concatenation" }

  @specialized(where S == Float)
  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (Tensor.concatenation(of: inputs, axis: axis), ())
  }

  @specialized(where S == Float)
  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    let parts = zip(tangents, point.inputs).map { $0 ?? Tensor(zeros: $1.shape) }
    return Tensor.concatenation(of: parts, axis: axis)
  }

  @specialized(where S == Float)
  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    var first = 0
    return zip(point.inputs, wanted).map { input, isWanted in
      defer { first += input.shape[axis] }
      return isWanted ? adjoint.slice(first..<first + input.shape[axis], axis: axis) : nil
    }
  }
}
