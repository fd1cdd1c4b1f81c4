internal import TensorCore

/// Memory for the pieces of some work: as many equal parts as pieces run at one time.
final class PieceMemory<S: KernelScalar>: Sendable {
  private let parts: [Storage<S>]
  private let taken: SharedCounters

  /// A part of `count` zeros for each thread of `pool`, at most `pieces`.
  init(count: Int, pieces: Int, pool: WorkerPool) {
    parts = (0..<min(pieces, pool.count)).map { _ in Storage(count: count) }
    taken = SharedCounters(count: parts.count)
  }

  /// Calls `body` with a part that no other piece uses meanwhile, as the piece before has left it.
  func withPart(_ body: (Block<S>) -> Void) {
    var index = 0
    while !taken.exchange(index, expected: 0, desired: 1) { index = (index + 1) % parts.count }
    body(parts[index].row)
    taken[index] = 0
  }
}
