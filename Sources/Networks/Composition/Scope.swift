public import Differentiation
public import SequenceModels
public import TensorCore

/// What a layer sees of the network that it stands in: the parameters of its name, whether the
/// network trains, random numbers.
///
/// The same name asked for twice is the same parameter: two layers share their weights by being
/// given one scope, as those of one ``shared(_:)`` name are.
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

  /// The part named `name` of the whole network, wherever in it this scope is.
  public func shared(_ name: String) -> Scope { Scope(pass, path: name + ".") }

  /// The parameter `name` of the shape, outputs first, which decides with its role how penalties
  /// apply; drawn by `initializer` when the network is made.
  public func parameter(
    _ name: String, _ shape: [Int], _ role: ParameterBlock.Role, _ initializer: Initializer
  ) -> Variable<S> {
    pass.parameter(path + name, shape, role) { initializer.tensor(shape, &$0) }
  }

  /// The parameter `name` of the shape, drawn by `draw` when the network is made.
  public func parameter(
    _ name: String, _ shape: [Int], _ role: ParameterBlock.Role,
    drawnBy draw: (inout RandomGenerator) -> Tensor<S>
  ) -> Variable<S> {
    pass.parameter(path + name, shape, role, draw)
  }

  /// The parameter `name` [outputs, ...] and the same as products read it, all axes after the first
  /// folded into one; nil: the network is only being defined.
  package func weight(
    _ name: String, _ shape: [Int], _ initializer: Initializer
  ) -> (variable: Variable<S>, packed: PackedWeight<S>?) {
    let variable = parameter(name, shape, .weight, initializer)
    return (variable, pass.packedWeight(path + name))
  }

  /// The running statistic `name`, which training changes by ``setStatistic(_:to:)`` and no
  /// gradient does.
  public func statistic(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Tensor<S> {
    pass.statistic(path + name, shape, initializer)
  }

  /// Makes `values` the running statistic `name` after the update that this pass belongs to.
  public func setStatistic(_ name: String, to values: Tensor<S>) {
    pass.setStatistic(path + name, values)
  }

  /// Whether this part of the network trains: dropout drops, batch statistics are those of the
  /// batch. A part that is frozen computes as in inference.
  public var isTraining: Bool { pass.isTraining(String(path.dropLast())) }

  /// A number to make random numbers from: another one at every call and in every update, and the
  /// same ones for the same seed.
  public func randomKey() -> UInt64 { pass.randomKey() }

  /// The threads that share the work of a primitive.
  package var pool: WorkerPool { pass.pool }
}
