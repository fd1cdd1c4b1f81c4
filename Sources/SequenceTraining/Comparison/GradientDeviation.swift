package import SequenceModels
package import TensorCore

/// How the gradient that a method finds for a block of parameters compares with the exact one.
package struct GradientDeviation: Sendable, Equatable {
  /// The block's name in the layout.
  package let name: String
  /// The largest difference of an element, relative to the largest magnitude of the exact gradient
  /// in the block; infinite where that is zero and the difference is not.
  package let relativeError: Double
  /// The cosine of the angle between the two; nil where one of them is zero.
  package let cosine: Double?

  /// The comparison of one block.
  package init(name: String, found: [Double], exact: [Double]) {
    precondition(
      found.count == exact.count, "\(name): \(found.count) elements for \(exact.count)")
    self.name = name
    let difference = zip(found, exact).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    let scale = exact.reduce(0) { max($0, $1.magnitude) }
    let isFinite = found.allSatisfy(\.isFinite)
    relativeError =
      !isFinite ? .infinity : difference == 0 ? 0 : scale > 0 ? difference / scale : .infinity
    // Scaled first, so that squares of small elements do not vanish.
    let peak = found.reduce(0) { max($0, $1.magnitude) }
    guard isFinite, peak > 0, scale > 0 else {
      cosine = nil
      return
    }
    let (left, right) = (found.map { $0 / peak }, exact.map { $0 / scale })
    let norms = Differences.dot(left, left) * Differences.dot(right, right)
    cosine = Differences.dot(left, right) / norms.squareRoot()
  }

  /// The comparison of every block of a layout, in its order.
  package static func blocks(
    of layout: ParameterLayout, found: [Double], exact: [Double]
  ) -> [GradientDeviation] {
    layout.blocks.map {
      GradientDeviation(name: $0.name, found: Array(found[$0.range]), exact: Array(exact[$0.range]))
    }
  }
}

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
      let share = Double(report.targetCount) / Double(length)
      for (index, value) in estimator.gradient.array.enumerated() { sum[index] += share * value }
    }
    return sum
  }
}
