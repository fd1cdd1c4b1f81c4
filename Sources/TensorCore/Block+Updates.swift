internal import CKernels

extension Block {
  /// One step of an optimiser: self are parameters, one row, changed in place together with
  /// `state`.
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
