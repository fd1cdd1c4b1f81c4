package import TensorCore

/// A vertex of a graph of values: a tensor, and the vertices that it was computed from.
package class Vertex<S: KernelScalar> {
  let value: Tensor<S>
  fileprivate(set) var inputs: [Vertex]
  /// The name for pictures; nil: none.
  var name: String?
  /// Where the last ``TopologicalOrder`` placed it that it is part of.
  var place = 0

  init(value: Tensor<S>, inputs: [Vertex]) {
    self.value = value
    self.inputs = inputs
  }

  /// The name of the primitive that computed the value; nil: it was not computed.
  var primitiveName: String? { nil }

  /// The tangent of the value from those of the inputs.
  func pushforward(_ tangents: [Tensor<S>?]) -> Tensor<S> {
    preconditionFailure("pushforward of a variable that was not computed")
  }

  /// The adjoints of the wanted inputs from that of the value.
  func pullback(_ adjoint: Tensor<S>, wanted: [Bool]) -> [Tensor<S>?] { [] }

  /// Releases the inputs one after the other: a long chain would overflow the stack, each vertex
  /// releasing the next within its own release.
  deinit {
    var orphans = inputs
    inputs = []
    while var vertex = orphans.popLast() {
      guard isKnownUniquelyReferenced(&vertex) else { continue }
      orphans.append(contentsOf: vertex.inputs)
      vertex.inputs = []
    }
  }
}

/// A value that a primitive computed.
final class AppliedPrimitive<P: Primitive>: Vertex<P.Scalar> {
  private let primitive: P
  private let point: Evaluation<P.Scalar, P.Record>

  init(_ primitive: P, _ inputs: [Vertex<P.Scalar>]) {
    self.primitive = primitive
    let values = inputs.map(\.value)
    let (output, record) = primitive.forward(values)
    point = Evaluation(inputs: values, output: output, record: record)
    super.init(value: output, inputs: inputs)
  }

  override var primitiveName: String? { primitive.name }

  override func pushforward(_ tangents: [Tensor<P.Scalar>?]) -> Tensor<P.Scalar> {
    let tangent = primitive.pushforward(tangents, at: point)
    precondition(
      tangent.shape == value.shape,
      "\(primitive.name): a tangent \(tangent.shape) of a value \(value.shape)")
    return tangent
  }

  override func pullback(_ adjoint: Tensor<P.Scalar>, wanted: [Bool]) -> [Tensor<P.Scalar>?] {
    let adjoints = primitive.pullback(adjoint, at: point, wanted: wanted)
    precondition(
      adjoints.count == wanted.count,
      "\(primitive.name): \(adjoints.count) adjoints of \(wanted.count) inputs")
    for index in wanted.indices where wanted[index] {
      let shape = point.inputs[index].shape
      precondition(
        adjoints[index]?.shape == shape,
        "\(primitive.name): adjoint \(index) \(adjoints[index]?.shape ?? []) of \(shape)")
    }
    return adjoints
  }
}
