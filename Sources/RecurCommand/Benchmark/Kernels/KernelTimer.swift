/// Times kernels.
enum KernelTimer {
  /// Parts that the time for a kernel is divided into.
  private static let slices = 8

  /// Seconds of one call: the mean over a slice, of the fastest of several slices.
  ///
  /// - Parameter budget: seconds to spend; a call that takes longer than that is measured once after a warm-up.
  static func secondsPerCall(_ call: KernelCall, budget: Double) -> Double {
    let clock = ContinuousClock()
    func slice(_ count: Int) -> Double {
      guard let restore = call.restore else {
        return clock.measure { for _ in 0..<count { call.work() } }.seconds / Double(count)
      }
      var total = 0.0
      for _ in 0..<count {
        restore()
        total += clock.measure(call.work).seconds
      }
      return total / Double(count)
    }
    let start = clock.now
    _ = slice(1)
    var best = slice(1)
    let count = max(1, Int(budget / Double(slices) / max(best, 1e-9)))
    while (clock.now - start).seconds < budget { best = min(best, slice(count)) }
    // A clock too coarse for one call of a tiny budget.
    return max(best, 1e-9)
  }
}
