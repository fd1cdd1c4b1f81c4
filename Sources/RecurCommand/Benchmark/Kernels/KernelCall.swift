/// A kernel with its operands, to be called again and again.
struct KernelCall {
  /// Brings back operands that a call replaces, outside of the time measured; nil where nothing has
  /// to be.
  var restore: (() -> Void)?
  let work: () -> Void

  init(restore: (() -> Void)? = nil, work: @escaping () -> Void) {
    self.restore = restore
    self.work = work
  }

  /// Parts that the time for a kernel is divided into.
  private static let slices = 8

  /// Seconds of one call: the mean over a slice, of the fastest of several slices.
  ///
  /// - Parameter budget: seconds to spend; a call that takes longer than that is measured once
  ///   after a warm-up.
  func secondsPerCall(budget: Double) -> Double {
    let clock = ContinuousClock()
    func slice(_ count: Int) -> Double {
      guard let restore else {
        return clock.measure { for _ in 0..<count { work() } }.seconds / Double(count)
      }
      var total = 0.0
      for _ in 0..<count {
        restore()
        total += clock.measure(work).seconds
      }
      return total / Double(count)
    }
    let start = clock.now
    _ = slice(1)
    var best = slice(1)
    let count = max(1, Int(budget / Double(Self.slices) / max(best, 1e-9)))
    while (clock.now - start).seconds < budget { best = min(best, slice(count)) }
    // A clock too coarse for one call of a tiny budget.
    return max(best, 1e-9)
  }
}
