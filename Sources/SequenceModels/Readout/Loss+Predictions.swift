package import TensorCore

extension Loss {
  /// Rows of outputs [R, V] become what they predict, in place: probabilities of symbols or of the
  /// answer 1, values, scales, degrees of freedom; the quantiles of a value are put in ascending
  /// order (Chernozhukov, Fernández-Val and Galichon 2010).
  package func predict<S: KernelScalar>(_ outputs: Block<S>) {
    func replace(_ columns: Range<Int>, _ function: (Double) -> Double) {
      for row in 0..<outputs.rows {
        for column in columns {
          outputs[row, column] = S(function(Double(outputs[row, column])))
        }
      }
    }
    let columns = outputs.columns
    switch self {
    case .crossEntropy, .crossEntropyOfDistributions: outputs.softmax()
    case .halfSquaredError, .meanSquaredError, .absoluteError, .huber: return
    case .gaussian, .studentT(.some): replace(columns / 2..<columns, Self.scale)
    case .studentT(nil):
      replace(columns / 3..<2 * columns / 3, Self.scale)
      replace(2 * columns / 3..<columns, Self.degreesOfFreedom)
    case .quantiles(let levels):
      let size = columns / levels.count
      for row in 0..<outputs.rows {
        for value in 0..<size {
          let places = levels.indices.map { $0 * size + value }
          let sorted = places.map { outputs[row, $0] }.sorted()
          for (place, quantile) in zip(places, sorted) { outputs[row, place] = quantile }
        }
      }
    case .logistic: replace(0..<columns, Double.sigmoid)
    }
  }
}
