package import SequenceModels
package import TensorCore

extension SequencePass {
  /// The gradient of the mean loss of a sequence: the sum of what the method finds batch by batch.
  ///
  /// Throws what ``GradientMethod/estimator(of:_:pool:)`` throws.
  /// - Parameters:
  ///   - symbols: [T + 1]; each predicts the next.
  ///   - isStopped: asked between batches; the rest of the sequence is then left out.
  package func gradient(
    of model: SequenceModel<Double>, _ symbols: [Int32], pool: WorkerPool,
    isStopped: () -> Bool = { false }
  ) throws(GradientMethodError) -> [Double] {
    let estimator = try estimatorMethod.estimator(of: model, options, pool: pool)
    var sum = [Double](repeating: 0, count: model.layout.count)
    for batch in batches(symbols) where !isStopped() {
      let report = estimator.run(batch)
      let share = report.targetWeight / Double(length)
      for (index, value) in estimator.gradient.array.enumerated() { sum[index] += share * value }
    }
    return sum
  }
}
