import TensorCore

/// What the processor can do, measured in this process.
enum MachinePeak {
  /// Single-precision floating-point operations per second of all threads of the pool, in registers only: the best of
  /// several short slices.
  static func operationsPerSecond(_ pool: WorkerPool) -> Double {
    let kernels = KernelSet.active
    let iterations = 300_000
    let counts = (0..<pool.count).map { _ in OperationCount() }
    return (0..<10).map { _ in
      let seconds = ContinuousClock().measure {
        pool.run { worker in
          counts[worker].value = kernels.multiplyAddProbe(Float.self, iterations: iterations)
        }
      }.seconds
      return counts.reduce(0) { $0 + $1.value } / seconds
    }.max() ?? 0
  }

  private final class OperationCount: @unchecked Sendable {
    // Written by one worker, read when all are done.
    var value = 0.0
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
