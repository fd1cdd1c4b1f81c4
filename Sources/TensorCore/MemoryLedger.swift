internal import Synchronization

/// Bytes live now and the most that ever were, counted by any number of threads.
///
/// What was once `Int.max` stays there.
final class MemoryLedger: Sendable {
  private let liveBytes = Atomic<Int>(0)
  private let peakBytes = Atomic<Int>(0)

  var live: Int { liveBytes.load(ordering: .relaxed) }
  var peak: Int { peakBytes.load(ordering: .relaxed) }

  func resetPeak() { peakBytes.store(live, ordering: .relaxed) }

  func add(_ bytes: Int) { change(by: bytes) }

  func remove(_ bytes: Int) { change(by: -bytes) }

  private func change(by bytes: Int) {
    var before = live
    while before < .max {
      let (sum, overflow) = before.addingReportingOverflow(bytes)
      let after = overflow ? .max : sum
      let (exchanged, original) = liveBytes.compareExchange(
        expected: before, desired: after, ordering: .relaxed)
      if exchanged {
        peakBytes.max(after, ordering: .relaxed)
        return
      }
      before = original
    }
  }
}
