public import Differentiation
internal import TensorCore

/// Elements left out at random while training (Srivastava et al. 2014): each is 0 with probability
/// `rate`, else multiplied by 1 / (1 - rate), so that inference leaves the values as they are.
public struct Dropout: Layer {
  /// The probability with which an element is left out, at least 0 and below 1.
  public var rate: Double

  /// A layer of that rate.
  public init(_ rate: Double) {
    precondition((0..<1).contains(rate), "dropout at a rate of \(rate)")
    self.rate = rate
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    guard scope.isTraining, rate > 0 else { return x }
    return Variable(DropoutMask(rate: rate, key: scope.randomKey(), pool: scope.pool), [x])
  }
}

/// y = m x, element by element, m a hash of a key, the example and the place in it.
struct DropoutMask<S: KernelScalar>: Primitive {
  let rate: Double
  let key: UInt64
  let pool: WorkerPool

  var name: String { "dropout \(rate)" }

  private func masked(_ x: Tensor<S>) -> Tensor<S> {
    let (rows, columns) = (x.shape[0], x.shape.dropFirst().reduce(1, *))
    let keys = IndexStorage(count: rows)
    for row in 0..<rows { keys.indices[row] = Int32(row) }
    return Tensor(uninitialized: x.shape) { target in
      x.withBlock { source in
        let target = target.reshaped(rows: rows, columns: columns)
        let source = source.reshaped(rows: rows, columns: columns)
        pool.run(over: target.count) { piece in
          let own = pool.slice(rows, piece)
          target.rows(own).dropout(
            source.rows(own), rate: rate, key: key, rowKeys: keys.indices.range(own))
        }
      }
    }
  }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (masked(inputs[0]), ())
  }

  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    masked(tangents[0] ?? Tensor(zeros: point.output.shape))
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    [masked(adjoint)]
  }
}
