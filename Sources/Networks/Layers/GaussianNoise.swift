public import Differentiation
internal import TensorCore

/// Noise added to every element while training: normal, of mean 0.
///
/// At the input it makes new examples of the old ones; between layers it does so at a higher level
/// of abstraction.
public struct GaussianNoise: Layer {
  /// The standard deviation of the noise.
  public var deviation: Double

  /// A layer of noise of that standard deviation.
  public init(deviation: Double) {
    precondition(deviation >= 0, "noise of deviation \(deviation)")
    self.deviation = deviation
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    guard scope.isTraining, deviation > 0 else { return x }
    return x + Variable(noise(like: x.value, key: scope.randomKey(), scope.pool))
  }

  /// The noise of an example does not depend on the others, nor on the number of threads.
  private func noise<S>(like x: Tensor<S>, key: UInt64, _ pool: WorkerPool) -> Tensor<S> {
    let (rows, columns) = (x.shape[0], x.shape.dropFirst().reduce(1, *))
    return Tensor(uninitialized: x.shape) { row in
      let noise = row.reshaped(rows: rows, columns: columns)
      pool.run(over: noise.count) { piece in
        for row in pool.slice(rows, piece) {
          var generator = RandomGenerator(seed: key.splitMix(UInt64(row)))
          noise.row(row).array = (0..<columns).map { _ in S(deviation * generator.normal()) }
        }
      }
    }
  }
}
