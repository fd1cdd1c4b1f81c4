internal import Differentiation
public import SequenceModels
public import SequenceTraining
public import TensorCore

/// A feed-forward network: a body of layers and the parameters that they ask for.
///
/// A value: the body, the shape of its input, and all parameters in one tensor.
///
/// ```swift
/// var generator = RandomGenerator(seed: 1)
/// let network = Network<Float>(
///   Sequential(Affine(256, activation: .relu), Affine(10)), inputShape: [784], using: &generator)
/// let logits = network(images)  // [N, 784] to [N, 10]
/// ```
///
/// Which parameters there are, their names and shapes follow from running the body once. Their
/// names are the path of the parts that lead to them: `0.weight`, `0.bias`, `1.weight`.
public struct Network<S: KernelScalar>: Sendable {
  /// The layers, one within the other.
  public let body: any Layer
  /// The shape of one input, without the axis of examples.
  public let inputShape: [Int]
  /// The shape of one output.
  public let outputShape: [Int]
  /// The blocks of parameters in the order in which the body asks for them.
  public let layout: ParameterLayout
  /// All parameters [P], in the order of `layout`.
  public var parameters: Tensor<S>

  /// A network whose parameters are drawn from `generator`, each as its layer says.
  public init(
    _ body: some Layer, inputShape: [Int], using generator: inout RandomGenerator
  ) {
    // Two examples, so that statistics of a batch are those of more than one.
    let pass = NetworkPass<S>(defining: generator, pool: WorkerPool(threads: 1))
    let output = body.output(
      of: Variable(Tensor(zeros: [2] + inputShape)), in: Scope(pass))
    precondition(
      output.shape.first == 2, "output \(output.shape) of two examples: the first axis is theirs")
    self.body = body
    self.inputShape = inputShape
    outputShape = Array(output.shape.dropFirst())
    layout = pass.layout
    (parameters, generator) = pass.definition
  }

  /// The output for a batch `inputs` [N, ...] by inference; ``packed(threads:)`` is faster for many.
  public func callAsFunction(_ inputs: Tensor<S>) -> Tensor<S> { packed(threads: 1)(inputs) }

  /// The network as its primitives read it: for many computations with the same parameters.
  public func packed(threads: Int = WorkerPool.processorCount) -> PackedNetwork<S> {
    PackedNetwork(self, pool: WorkerPool(threads: threads))
  }
}

extension Network: TrainableModel {
  public typealias Scalar = S
  public typealias Batch = Examples<S>
  public typealias Packed = PackedNetwork<S>
}
