internal import CKernels

/// What an optimiser's kernel reads besides parameters and gradient.
///
/// The effective gradient is g' = clamp(g * gradientScale, valueLimit) + l2 p + l1 sign(p).
package struct UpdateSettings: Sendable {
  package var learningRate = 0.0
  package var gradientScale = 1.0
  package var valueLimit = Double.infinity
  package var l2 = 0.0
  package var l1 = 0.0
  package var momentum = 0.0
  package var decay = 0.0
  package var beta1 = 0.0
  package var beta2 = 0.0
  /// 1 / (1 - beta1^t)
  package var correction1 = 1.0
  /// 1 / (1 - beta2^t)
  package var correction2 = 1.0
  package var epsilon = 0.0
  package var weightDecay = 0.0

  package init() {}

  var kernelSettings: recur_update {
    recur_update(
      learning_rate: learningRate, gradient_scale: gradientScale, value_limit: valueLimit, l2: l2,
      l1: l1, momentum: momentum, decay: decay, beta1: beta1, beta2: beta2,
      correction1: correction1, correction2: correction2, epsilon: epsilon,
      weight_decay: weightDecay)
  }
}

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

extension Block {
  /// One step of an optimiser: self are parameters, one row, changed in place together with `state`.
  @specialized(where S == Float)
  package func update(
    _ rule: UpdateRule, gradient: Block, state: [Block], settings: UpdateSettings
  ) {
    precondition(
      isContiguous && gradient.isContiguous && gradient.count == count
        && state.count == rule.stateCount
        && state.allSatisfy { $0.count == count && $0.isContiguous },
      "update of \(count) parameters by \(gradient.count) with \(state.map(\.count))")
    let kernels = unsafe S.kernels
    // Safe: all blocks are contiguous and of one size.
    unsafe withUnsafePointer(to: settings.kernelSettings) { settings in
      switch rule {
      case .sgd:
        unsafe kernels.pointee.update_sgd(base, gradient.base, count, settings)
      case .momentum:
        unsafe kernels.pointee.update_momentum(
          base, gradient.base, state[0].base, count, settings)
      case .nesterov:
        unsafe kernels.pointee.update_nesterov(
          base, gradient.base, state[0].base, count, settings)
      case .adagrad:
        unsafe kernels.pointee.update_adagrad(
          base, gradient.base, state[0].base, count, settings)
      case .adadelta:
        unsafe kernels.pointee.update_adadelta(
          base, gradient.base, state[0].base, state[1].base, count, settings)
      case .rmsprop:
        unsafe kernels.pointee.update_rmsprop(
          base, gradient.base, state[0].base, count, settings)
      case .adam:
        unsafe kernels.pointee.update_adam(
          base, gradient.base, state[0].base, state[1].base, count, settings)
      }
    }
  }
}
