import Recur

/// What the processor can do, measured in this process.
enum MachinePeak {
  /// Floating-point operations per second of all threads of the pool, in registers only, as products of that precision
  /// make them: the best of the slices of a quarter of a second, in which the system has given every thread a core.
  static func operationsPerSecond(_ pool: WorkerPool, _ precision: Precision = .exact) -> Double {
    let kernels = KernelSet.active
    let counts = (0..<pool.count).map { _ in OperationCount() }
    let clock = ContinuousClock()
    let start = clock.now
    var best = 0.0
    repeat {
      let seconds = clock.measure {
        pool.run { worker in
          counts[worker].value = kernels.multiplyAddProbe(
            Float.self, precision: precision.products, iterations: 300_000)
        }
      }.seconds
      best = max(best, counts.reduce(0) { $0 + $1.value } / seconds)
    } while clock.now - start < .milliseconds(250)
    return best
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
