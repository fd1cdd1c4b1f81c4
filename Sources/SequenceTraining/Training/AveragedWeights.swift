package import TensorCore

/// The mean of a model's parameters over a stretch of training.
///
/// Memory: P numbers.
package struct AveragedWeights<S: KernelScalar>: Sendable {
  /// Updates that the mean is taken over.
  package private(set) var count: Int
  /// The mean [P]; zeros before the first of them.
  package private(set) var values: Tensor<S>

  /// The mean over `count` updates.
  package init(count: Int, values: Tensor<S>) {
    self.count = count
    self.values = values
  }

  /// The mean over none.
  init(parameterCount: Int) {
    self.init(count: 0, values: Tensor(zeros: [parameterCount]))
  }

  /// Takes the parameters after `updates` updates in all.
  mutating func observe(
    _ parameters: Tensor<S>, after updates: Int, _ averaging: WeightAveraging, pool: WorkerPool
  ) {
    guard averaging.isTaken(over: updates) else {
      count = 0
      return
    }
    count += 1
    guard let share = averaging.share(of: count) else { return }
    guard share < 1 else {
      values.withMutableBlock { values in parameters.withBlock { values.copy(from: $0) } }
      return
    }
    values.withMutableBlock { values in
      parameters.withBlock { parameters in
        pool.run(over: values.columns) { worker in
          let columns = pool.slice(values.columns, worker)
          values.columns(columns).approach(parameters.columns(columns), by: share)
        }
      }
    }
  }
}
