internal import Synchronization

/// Counts the bytes of every tensor and workspace: live now, and the most that were ever live.
package enum MemoryMeter {
  private static let live = Atomic<Int>(0)
  private static let peak = Atomic<Int>(0)

  /// Bytes held by tensors and workspaces now.
  package static var liveBytes: Int { live.load(ordering: .relaxed) }

  /// The largest value of ``liveBytes`` since the start or the last ``resetPeak()``.
  package static var peakBytes: Int { peak.load(ordering: .relaxed) }

  /// Starts a new measurement of the peak at the bytes live now.
  package static func resetPeak() {
    peak.store(liveBytes, ordering: .relaxed)
  }

  static func add(_ bytes: Int) {
    let now = live.wrappingAdd(bytes, ordering: .relaxed).newValue
    var highest = peak.load(ordering: .relaxed)
    while now > highest {
      let (exchanged, original) = peak.compareExchange(
        expected: highest, desired: now, ordering: .relaxed)
      if exchanged { return }
      highest = original
    }
  }

  static func remove(_ bytes: Int) {
    live.wrappingSubtract(bytes, ordering: .relaxed)
  }
}
