internal import Differentiation
package import SequenceModels
public import TensorCore

/// A network as its primitives read it, made anew after every update: for many computations with
/// the same parameters.
public final class PackedNetwork<S: KernelScalar> {
  package let body: any Layer
  package let layout: ParameterLayout
  package let inputShape: [Int]
  private let indices: [String: Int]
  /// All parameters [P].
  private var parameters: Tensor<S>
  /// The parts of `parameters`, which they share the memory of.
  private var values: [Tensor<S>]
  private var weights: [Int: PackedWeight<S>] = [:]
  private let pool: WorkerPool

  /// The parameters of `network`; `pool`: the threads that share the work.
  package init(_ network: Network<S>, pool: WorkerPool) {
    body = network.body
    layout = network.layout
    inputShape = network.inputShape
    parameters = network.parameters
    values = layout.values(in: parameters)
    indices = Dictionary(
      uniqueKeysWithValues: layout.blocks.enumerated().map { ($1.name, $0) })
    self.pool = pool
  }

  /// Lets go of the parameters, so that their memory can be changed in place.
  func release() {
    parameters = Tensor(zeros: [0])
    values = []
    for weight in weights.values { weight.release() }
  }

  /// Shares parameters [P] in the order of the layout.
  func share(_ parameters: Tensor<S>) {
    self.parameters = parameters
    values = layout.values(in: parameters)
    for (index, weight) in weights { weight.use(values[index]) }
  }

  /// Offers the weights' places in `gradient` [P] as memory for their adjoints.
  func offer(_ gradient: Storage<S>) {
    for (index, weight) in weights {
      weight.adjointMemory = (gradient, layout.blocks[index].offset)
    }
  }

  /// The parameter of a name; nil: there is none.
  func value(named name: String) -> Tensor<S>? { indices[name].map { values[$0] } }

  /// The weight of a name as products read it; nil: there is none.
  func weight(named name: String) -> PackedWeight<S>? {
    guard let index = indices[name] else { return nil }
    if let weight = weights[index] { return weight }
    let weight = PackedWeight(values[index])
    weights[index] = weight
    return weight
  }

  /// The output for a batch `inputs` [N, ...] by inference.
  public func callAsFunction(_ inputs: Tensor<S>) -> Tensor<S> {
    requireInputs(inputs)
    let pass = NetworkPass(self, pool: pool)
    return body.output(of: Variable(inputs), in: Scope(pass)).value
  }

  /// Stops where `inputs` are no batch of inputs of the network.
  func requireInputs(_ inputs: Tensor<S>) {
    precondition(
      !inputs.shape.isEmpty && Array(inputs.shape.dropFirst()) == inputShape,
      "inputs \(inputs.shape) of a network for [N] + \(inputShape)")
  }
}

extension ParameterLayout {
  /// The parameters of each block, as parts of all of them [P].
  func values<S>(in parameters: Tensor<S>) -> [Tensor<S>] {
    blocks.map { Tensor(parameters, at: $0.offset, shape: $0.shape) }
  }
}
