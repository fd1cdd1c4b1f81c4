/// The rule by which an optimiser's kernel changes parameters; the equations stand at `Optimizer`.
package enum UpdateRule: Sendable {
  case sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam

  /// Vectors of state that the rule keeps for every parameter.
  package var stateCount: Int {
    switch self {
    case .sgd: 0
    case .momentum, .nesterov, .adagrad, .rmsprop: 1
    case .adadelta, .adam: 2
    }
  }
}
