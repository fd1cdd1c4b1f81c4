public import Differentiation
public import SequenceModels
public import TensorCore

/// What a layer sees of the network that it stands in: the parameters of its name, whether the
/// network trains, random numbers.
///
/// The same name asked for twice is the same parameter: two layers share their weights by being
/// given one scope.
public struct Scope<S: KernelScalar> {
  /// "encoder.2.": what the names of the scope begin with in the network's layout.
  private let path: String
  private let pass: NetworkPass<S>

  package init(_ pass: NetworkPass<S>, path: String = "") {
    self.pass = pass
    self.path = path
  }

  /// The part of the network named `name` within this one.
  public func part(_ name: String) -> Scope { Scope(pass, path: path + name + ".") }

  /// The parameter `name` of the shape, which decides with its role how penalties apply; drawn by
  /// `initializer` when the network is made.
  public func parameter(
    _ name: String, _ shape: [Int], _ role: ParameterBlock.Role, _ initializer: Initializer
  ) -> Variable<S> {
    pass.parameter(path + name, shape, role, initializer)
  }

  /// Whether the pass is one of training: dropout drops, batch statistics are those of the batch.
  public var isTraining: Bool { pass.isTraining }

  /// The threads that share the work of a primitive.
  package var pool: WorkerPool { pass.pool }
}
