internal import TensorCore

/// Sums that each piece of some work makes for itself, added up in the order of the pieces.
///
/// Size: pieces * count elements.
struct PieceSums<S: KernelScalar>: Sendable {
  private let storage: Storage<S>
  private let count: Int
  private let pieces: Int

  /// Zeros.
  init(count: Int, pieces: Int) {
    storage = Storage(count: count * pieces)
    self.count = count
    self.pieces = pieces
  }

  /// The sums of piece `index`, one row of `count`.
  func piece(_ index: Int) -> Block<S> {
    storage.block(at: index * count, rows: 1, columns: count)
  }

  /// The sums over all pieces.
  func sum(_ shape: [Int], _ pool: WorkerPool) -> Tensor<S> {
    var sum = Tensor<S>(zeros: shape)
    sum.withMutableBlock { sum in
      pool.run(over: count * pieces) { piece in
        let columns = pool.slice(count, piece)
        for index in 0..<pieces { sum.columns(columns).add(self.piece(index).columns(columns)) }
      }
    }
    return sum
  }
}
