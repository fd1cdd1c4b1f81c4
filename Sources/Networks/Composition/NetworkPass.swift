package import Differentiation
internal import SequenceModels
package import TensorCore

/// One computation of a network: with parameters that are being defined, or given.
package final class NetworkPass<S: KernelScalar> {
  package let isTraining: Bool
  package let pool: WorkerPool
  private var parameters: [String: Variable<S>]

  package init(parameters: [String: Variable<S>], isTraining: Bool, pool: WorkerPool) {
    self.parameters = parameters
    self.isTraining = isTraining
    self.pool = pool
  }

  func parameter(
    _ name: String, _ shape: [Int], _ role: ParameterBlock.Role, _ initializer: Initializer
  ) -> Variable<S> {
    guard let variable = parameters[name] else { preconditionFailure("no parameter \(name)") }
    return variable
  }
}
