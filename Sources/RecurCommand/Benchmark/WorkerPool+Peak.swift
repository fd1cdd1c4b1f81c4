import Recur

extension WorkerPool {
  /// Floating-point operations per second of all threads of the pool, in registers only, as
  /// products of that precision make them.
  ///
  /// The best of the slices of a quarter of a second, in which the system has given every thread a
  /// core.
  func peakOperationsPerSecond(_ precision: Precision = .exact) -> Double {
    let counts = Storage<Double>(count: count)
    let clock = ContinuousClock()
    let start = clock.now
    var best = 0.0
    repeat {
      let seconds = clock.measure {
        run { worker in
          counts.row[worker] = KernelSet.active.multiplyAddProbe(
            Float.self, precision: precision.products, iterations: 300_000)
        }
      }.seconds
      best = max(best, (0..<count).reduce(0) { $0 + counts.row[$1] } / seconds)
    } while clock.now - start < .milliseconds(250)
    return best
  }
}
