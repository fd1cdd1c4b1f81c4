import SequenceTraining
import Testing

/// The least forward runs by the recurrences, every split tried.
enum CheckpointRecurrence {
  /// Row m, column t: states (`takesStates`) and activations (`tape` places each; nil: none) as
  /// checkpoints.
  static func table(segments: Int, places: Int, takesStates: Bool, tape: Int?) -> [[Int]] {
    var table = [[Int]](
      repeating: [Int](repeating: 0, count: segments + 1), count: places + 1)
    for m in 1...places {
      for t in 1...segments {
        var best = t + table[m][t - 1]
        for y in stride(from: 1, to: t, by: 1) {
          if takesStates, m > 1 { best = min(best, y + table[m - 1][t - y] + table[m][y]) }
          if let tape, m > tape { best = min(best, y + table[m - tape][t - y] + table[m][y - 1]) }
        }
        table[m][t] = best
      }
    }
    return table
  }
}

@Suite("Forward runs in closed form")
struct CheckpointScheduleCostTests {
  @Test("Hidden states: t + R(t, m) is what dynamic programming finds")
  func hiddenStates() {
    let table = CheckpointRecurrence.table(
      segments: 60, places: 12, takesStates: true, tape: nil)
    for m in 1...12 {
      let found = (0...60).map { CheckpointSchedule.hiddenStatesCost(segments: $0, slots: m) }
      #expect(found == table[m], "\(m) slots")
    }
  }

  @Test("Internal states: R(t + 1, m) is what dynamic programming finds")
  func internalStates() {
    let table = CheckpointRecurrence.table(segments: 60, places: 12, takesStates: false, tape: 1)
    for m in 1...12 {
      let found = (0...60).map { CheckpointSchedule.internalStatesCost(segments: $0, slots: m) }
      #expect(found == table[m], "\(m) slots")
    }
  }

  @Test("One slot takes t (t + 1) / 2, enough slots 2 t - 1 and t", arguments: [1, 2, 7, 1000])
  func extremes(segments: Int) {
    let triangle = segments * (segments + 1) / 2
    #expect(CheckpointSchedule.hiddenStatesCost(segments: segments, slots: 1) == triangle)
    #expect(CheckpointSchedule.internalStatesCost(segments: segments, slots: 1) == triangle)
    for slots in [segments, segments + 1, 1_000_000] {
      let (hidden, inner) = (
        CheckpointSchedule.hiddenStatesCost(segments: segments, slots: slots),
        CheckpointSchedule.internalStatesCost(segments: segments, slots: slots)
      )
      #expect(hidden == 2 * segments - 1 && inner == segments)
    }
  }

  // For m = 10: C(14, 10) = 1001 >= 1000, so r = 4 and R = 4000 - C(14, 11) = 3636.
  @Test(
    "A thousand steps: forward runs by hand from R(l, s)",
    arguments: [(2, 29_820, 28_864), (3, 13_155, 12_172), (10, 4_636, 3_640), (50, 2_948, 1_950)])
  func thousand(slots: Int, hidden: Int, inner: Int) {
    #expect(CheckpointSchedule.hiddenStatesCost(segments: 1000, slots: slots) == hidden)
    #expect(CheckpointSchedule.internalStatesCost(segments: 1000, slots: slots) == inner)
  }

  @Test("With two sweeps at most, P states reach (P + 2)(P + 1) / 2 segments and no further")
  func twoSweeps() {
    // C(s + 2, s) steps are reversed with every step run at most twice before its last run.
    let (slots, reach) = (100, 102 * 101 / 2)
    let cost = CheckpointSchedule.revolve(steps: reach, snapshots: slots)
    #expect(cost <= 2 * reach)
    #expect(CheckpointSchedule.revolve(steps: reach + 1, snapshots: slots) - cost == 3)
    #expect(cost - CheckpointSchedule.revolve(steps: reach - 1, snapshots: slots) == 2)
  }

  @Test("Long sequences do not overflow")
  func long() {
    let steps = 34_000_000
    #expect(CheckpointSchedule.revolve(steps: steps, snapshots: 8256) == 2 * steps - 8258)
    #expect(CheckpointSchedule.revolve(steps: steps, snapshots: steps) == steps - 1)
  }
}
