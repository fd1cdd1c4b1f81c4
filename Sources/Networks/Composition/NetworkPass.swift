package import Differentiation
package import SequenceModels
package import TensorCore

/// One computation of a network: with parameters that it defines, or with those that it is given.
package final class NetworkPass<S: KernelScalar> {
  /// How a pass differs from one of inference.
  package struct Training {
    /// What the pass's random numbers are made from.
    package var key: UInt64
    /// The names of the parts and parameters that stay as they are.
    package var frozen: Set<String> = []

    package init(key: UInt64, frozen: Set<String> = []) {
      self.key = key
      self.frozen = frozen
    }
  }

  package let pool: WorkerPool
  private let given: PackedNetwork<S>?
  private let training: Training?
  private var generator: RandomGenerator
  private var variables: [String: Variable<S>] = [:]
  private var randomKeys: UInt64 = 0
  /// The parameters that the pass has defined, in the order in which they were first asked for.
  package private(set) var layout = ParameterLayout()
  private var drawn: [Tensor<S>] = []
  /// The running statistics after the pass, by name.
  package private(set) var statistics: [String: Tensor<S>] = [:]

  /// A pass that defines parameters and draws them from `generator`.
  package init(defining generator: RandomGenerator, pool: WorkerPool) {
    (given, training) = (nil, Training(key: 0))
    self.generator = generator
    self.pool = pool
  }

  /// A pass with parameters of any values; what it has not, it defines.
  package init(parameters: [String: Variable<S>], isTraining: Bool, pool: WorkerPool) {
    (given, training) = (nil, isTraining ? Training(key: 0) : nil)
    variables = parameters
    generator = RandomGenerator(seed: 0)
    self.pool = pool
  }

  /// A pass with the parameters of a network; `training` nil: of inference.
  package init(_ network: PackedNetwork<S>, training: Training? = nil, pool: WorkerPool) {
    given = network
    self.training = training
    generator = RandomGenerator(seed: 0)
    self.pool = pool
  }

  /// The parameters that the pass has drawn [P], and the generator after them.
  package var definition: (parameters: Tensor<S>, generator: RandomGenerator) {
    var parameters = Tensor<S>(uninitialized: [layout.count])
    parameters.withMutableBlock { row in
      for (block, values) in zip(layout.blocks, drawn) {
        values.withBlock { row.columns(block.range).copy(from: $0) }
      }
    }
    return (parameters, generator)
  }

  /// The variable of the parameter `name`; nil: nothing has asked for it.
  package func variable(named name: String) -> Variable<S>? { variables[name] }

  /// Whether the part of the network whose names begin with `path` trains.
  func isTraining(_ path: String) -> Bool {
    guard let training else { return false }
    return !training.frozen.contains { path.lies(within: $0) }
  }

  /// The parameter `name`, defined when it is first asked for.
  func parameter(
    _ name: String, _ shape: [Int], _ role: ParameterBlock.Role,
    _ draw: (inout RandomGenerator) -> Tensor<S>
  ) -> Variable<S> {
    if let variable = variables[name] {
      precondition(
        variable.shape == shape, "parameter \(name) of shape \(shape): it is \(variable.shape)")
      return variable
    }
    let variable = Variable(value(name, shape, role, draw))
    variables[name] = variable
    return variable
  }

  private func value(
    _ name: String, _ shape: [Int], _ role: ParameterBlock.Role,
    _ draw: (inout RandomGenerator) -> Tensor<S>
  ) -> Tensor<S> {
    guard let given else {
      _ = layout.append(name, shape, role)
      let values = draw(&generator)
      drawn.append(values)
      return values
    }
    guard let value = given.value(named: name) else {
      preconditionFailure("parameter \(name): the network was defined without it")
    }
    precondition(value.shape == shape, "parameter \(name) of shape \(shape): it is \(value.shape)")
    return value
  }

  /// The weight `name` in the panels that products read; nil: it is only being defined.
  func packedWeight(_ name: String) -> PackedWeight<S>? { given?.weight(named: name) }

  /// The running statistic `name`, with what this pass has made of it.
  func statistic(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Tensor<S> {
    statistics[name] ?? parameter(name, shape, .statistic) { initializer.tensor(shape, &$0) }.value
  }

  /// Replaces the running statistic `name`.
  func setStatistic(_ name: String, _ values: Tensor<S>) { statistics[name] = values }

  /// A number that is another one at every call, in every pass of another key.
  func randomKey() -> UInt64 {
    defer { randomKeys += 1 }
    return (training?.key ?? 0).splitMix(randomKeys)
  }
}

extension Initializer {
  /// A parameter [outputs, ...], drawn as a matrix with all axes after the first folded into one; a
  /// vector is one row.
  func tensor<S>(_ shape: [Int], _ generator: inout RandomGenerator) -> Tensor<S> {
    let rows = shape.count > 1 ? shape[0] : 1
    var values = Tensor<S>(zeros: shape)
    // Every place of a filter is reached by each output of it.
    let fanOut = rows * shape.dropFirst(2).reduce(1, *)
    values.withMutableBlock { row in
      fill(
        row.reshaped(rows: rows, columns: row.count / max(rows, 1)), fanOut: fanOut,
        using: &generator)
    }
    return values
  }
}
