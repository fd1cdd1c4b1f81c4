internal import TensorCore

/// The findings of one worker. Each worker writes its own, and the caller reads when all are done.
final class WorkerResult: @unchecked Sendable {
  var loss = 0.0
  var squares = 0.0
  var clipped = 0
  var losses: [Double] = []
}

extension WorkerPool {
  /// One result for each thread.
  func makeResults() -> [WorkerResult] { (0..<count).map { _ in WorkerResult() } }

  /// Sums `gradients` into the first one; returns the sum of its squares. Every thread has a part.
  func sum<S>(_ gradients: [Block<S>], _ results: [WorkerResult]) -> Double {
    let sum = gradients[0]
    run(over: sum.columns) { worker in
      let columns = slice(sum.columns, worker)
      let part = sum.columns(columns)
      for gradient in gradients.dropFirst() { part.add(gradient.columns(columns)) }
      results[worker].squares = part.sumOfSquares
    }
    return results.reduce(0) { $0 + $1.squares }
  }
}
