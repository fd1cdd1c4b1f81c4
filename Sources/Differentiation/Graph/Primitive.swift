public import TensorCore

/// A function of tensors with its derivative: what a graph of variables is made of.
///
///     y  = f(x_1 ... x_k)                       forward
///     y. = sum_i df/dx_i x_i.                   pushforward, tangents
///     x_i' = (df/dx_i)^T y'                     pullback, adjoints
///
/// Pullback and pushforward are of the same linear map and its transpose: <J u, v> = <u, J^T v>.
/// ``checkPrimitive(_:at:seed:)`` holds a primitive to this and to central differences. Two
/// functions are enough: without a pushforward of its own a primitive has one by pullbacks. One that
/// is used once may be a ``CustomPrimitive``.
public protocol Primitive<Scalar>: Sendable {
  associatedtype Scalar: KernelScalar
  /// What the derivative needs beside inputs and output: the places of maxima, say.
  associatedtype Record: Sendable = Void

  /// The name in pictures of a graph, asked for whenever the primitive is applied: a literal costs
  /// nothing.
  var name: String { get }

  /// The value at `inputs`, and what the derivative needs of the computation.
  func forward(_ inputs: [Tensor<Scalar>]) -> (output: Tensor<Scalar>, record: Record)

  /// The tangent of the output from those of the inputs; nil: a tangent of zeros. At least one is
  /// not nil.
  func pushforward(
    _ tangents: [Tensor<Scalar>?], at point: Evaluation<Scalar, Record>
  ) -> Tensor<Scalar>

  /// The adjoint of every input for which `wanted` is true, each of the shape of its input, from
  /// the adjoint of the output; what stands in the place of the others is not read.
  func pullback(
    _ adjoint: Tensor<Scalar>, at point: Evaluation<Scalar, Record>, wanted: [Bool]
  ) -> [Tensor<Scalar>?]
}

extension Primitive {
  /// The name of the type.
  public var name: String { "\(Self.self)" }

  /// The tangent by pullbacks: element i is <J^T e_i, tangents>.
  /// - Complexity: one pullback for each element of the output.
  public func pushforward(
    _ tangents: [Tensor<Scalar>?], at point: Evaluation<Scalar, Record>
  ) -> Tensor<Scalar> {
    var tangent = Tensor<Scalar>(zeros: point.output.shape)
    let wanted = tangents.map { $0 != nil }
    for index in 0..<tangent.count {
      var unit = Tensor<Scalar>(zeros: point.output.shape)
      unit[flat: index] = 1
      let row = pullback(unit, at: point, wanted: wanted)
      var sum: Scalar = 0
      for case let (part?, tangent?) in zip(row, tangents) {
        for (left, right) in zip(part.values, tangent.values) { sum += left * right }
      }
      tangent[flat: index] = sum
    }
    return tangent
  }
}

/// A primitive's inputs, its output and what it recorded of the computation.
public struct Evaluation<S: KernelScalar, Record> {
  /// In their order.
  public let inputs: [Tensor<S>]
  public let output: Tensor<S>
  public let record: Record

  /// A point at which a derivative is taken.
  @inlinable
  public init(inputs: [Tensor<S>], output: Tensor<S>, record: Record) {
    self.inputs = inputs
    self.output = output
    self.record = record
  }
}
