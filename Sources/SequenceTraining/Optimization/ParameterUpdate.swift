package import SequenceModels
internal import TensorCore

/// How a gradient becomes a change of parameters: clipping by value, penalties, an optimiser,
/// shared out among threads.
struct ParameterUpdate<S: KernelScalar> {
  let layout: ParameterLayout
  let optimizer: Optimizer
  let clipping: Clipping
  let penalty: Penalty
  /// The names of parts and parameters that stay as they are.
  let frozen: Set<String>
  let pool: WorkerPool
  /// One for each thread of the pool.
  let results: [WorkerResult]

  /// One step of the optimiser with the gradient times `scale`, and `pack` with the new parameters;
  /// returns the values clipped. The gradient is scaled and clamped if clipping by value is on.
  @specialized(where S == Float)
  func take(
    _ tensor: inout Tensor<S>, _ state: inout OptimizerState<S>, gradient: Block<S>, rate: Double,
    scale: Double, pack: (Block<S>) -> Void
  ) -> Int {
    state.step += 1
    var settings = optimizer.settings(learningRate: rate, step: state.step)
    settings.gradientScale = scale
    // Moved out, so that the tensors have one owner and are changed in place.
    var vectors = state.vectors
    state.vectors = []
    let clipped = tensor.withMutableBlock { parameters in
      withMutableBlocks(&vectors) { states in
        apply(parameters, states, gradient, settings)
        pack(parameters)
        return results.reduce(0) { $0 + $1.clipped }
      }
    }
    state.vectors = vectors
    return clipped
  }

  private func apply(
    _ parameters: Block<S>, _ states: [Block<S>], _ gradient: Block<S>, _ settings: UpdateSettings
  ) {
    pool.run(over: parameters.columns) { worker in
      let result = results[worker]
      result.clipped = 0
      var settings = settings
      let own = pool.slice(parameters.columns, worker)
      if let limit = clipping.value {
        let part = gradient.columns(own)
        part.scale(by: settings.gradientScale)
        settings.gradientScale = 1
        result.clipped = part.clamp(to: limit)
      }
      for block in layout.blocks where block.learns(but: frozen) {
        let columns = own.clamped(to: block.range)
        guard !columns.isEmpty else { continue }
        let isPenalized = block.role.isPenalized
        settings.l2 = isPenalized ? penalty.l2 : 0
        settings.l1 = isPenalized ? penalty.l1 : 0
        parameters.columns(columns).update(
          optimizer.rule, gradient: gradient.columns(columns),
          state: states.map { $0.columns(columns) }, settings: settings)
      }
    }
  }
}

extension ParameterBlock {
  /// Whether a gradient changes the parameter where `frozen` parts stay as they are.
  package func learns(but frozen: Set<String>) -> Bool {
    role != .statistic && !frozen.contains { name.lies(within: $0) }
  }
}
