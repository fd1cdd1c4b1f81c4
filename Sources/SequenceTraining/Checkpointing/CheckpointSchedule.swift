/// The actions by which a gradient is computed in limited memory, segment by segment.
///
/// Memory is counted in units of one hidden state: a state takes one, the activations of a segment,
/// its tape, ``tapeUnits``. The segment at work has a tape of its own, which is not counted. Units
/// are given out as on a stack.
package struct CheckpointSchedule: Sendable, Equatable {
  /// One thing to do. The tape at work is the memory in which a segment is run.
  package enum Action: Sendable, Equatable {
    /// Run the segments from the present state on; nothing is kept.
    case advance(Range<Int>)
    /// Run a segment from the present state; its tape is the one at work.
    case record(Int)
    /// Copy the present state, that before `segment`, to a unit.
    case storeState(segment: Int, unit: Int)
    /// Copy the tape at work, that of `segment`, to the units from `unit` on.
    case storeTape(segment: Int, unit: Int)
    /// Make the stored state before `segment` the present one.
    case restoreState(segment: Int, unit: Int)
    /// Make the state at the end of the stored tape of `segment` the present one.
    case restoreTapeEnd(segment: Int, unit: Int)
    /// Make the stored tape of `segment` the one at work.
    case restoreTape(segment: Int, unit: Int)
    /// Go back through a segment, whose tape is the one at work.
    case reverse(Int)
  }

  package let strategy: CheckpointStrategy
  /// t
  package let segmentCount: Int
  /// a: units that a tape takes.
  package let tapeUnits: Int
  /// Units used at most, the initial state's included.
  package let unitCount: Int
  /// In order; every segment is reversed once, from the last to the first. About 24 bytes each.
  package let actions: [Action]

  /// The schedule with the fewest forward runs that `strategy` allows in `units` units; for
  /// ``CheckpointStrategy/squareRoot`` the units are those it needs
  /// (``squareRootUnits(segments:tapeUnits:)``).
  ///
  /// - Complexity: O(t log t) for hidden and internal states. For `mixed` O(t^2 units) while that
  ///   is below 2^24, with certainty the optimum; beyond that O(t units), and never more runs than
  ///   the other two.
  package init(_ strategy: CheckpointStrategy, segments: Int, units: Int, tapeUnits: Int) {
    precondition(
      segments > 0 && units > 0 && tapeUnits > 0,
      "schedule of \(segments) segments in \(units) units, \(tapeUnits) for a tape")
    self.strategy = strategy
    segmentCount = segments
    self.tapeUnits = tapeUnits
    let (states, tapes) = (min(units, segments), 1 + (units - 1) / tapeUnits)
    let rule: CheckpointRule
    let memory: Int
    switch strategy {
    case .hiddenStates: (rule, memory) = (CheckpointChoice.hiddenStates, states)
    case .internalStates: (rule, memory) = (CheckpointChoice.internalStates, tapes)
    case .squareRoot:
      let needed = Self.squareRootUnits(segments: segments, tapeUnits: tapeUnits)
      precondition(units >= needed, "square root schedule: \(needed) units, not \(units)")
      let window = Self.squareRootWindow(segments: segments, tapeUnits: tapeUnits)
      rule = { segments, _ in CheckpointChoice.squareRoot(segments, window: window) }
      memory = 0
    case .mixed where tapes >= segments:
      (rule, memory) = (CheckpointChoice.internalStates, tapes)
    case .mixed:
      let table = MixedCheckpointTable(segments: segments, units: units, tapeUnits: tapeUnits)
      let cost = table.cost(segments: segments, places: table.places)
      let hidden = Self.hiddenStatesCost(segments: segments, slots: states)
      let inner = Self.internalStatesCost(segments: segments, slots: tapes)
      if cost <= min(hidden, inner) {
        (rule, memory) = ({ table.choice(segments: $0, places: $1) }, table.places)
      } else if hidden <= inner {
        (rule, memory) = (CheckpointChoice.hiddenStates, states)
      } else {
        (rule, memory) = (CheckpointChoice.internalStates, tapes)
      }
    }
    (actions, unitCount) = Self.actions(
      by: rule, segments: segments, memory: memory, tapeUnits: tapeUnits)
  }

  /// Units that the square root schedule takes: a state for every window of c segments, c - 1
  /// tapes.
  package static func squareRootUnits(segments: Int, tapeUnits: Int) -> Int {
    let window = Self.squareRootWindow(segments: segments, tapeUnits: tapeUnits)
    return (segments + window - 1) / window + tapeUnits * (window - 1)
  }

  /// Forward runs of a segment, counted by walking the schedule.
  package var forwardCount: Int {
    actions.reduce(0) { sum, action in
      switch action {
      case .advance(let range): sum + range.count
      case .record: sum + 1
      default: sum
      }
    }
  }
}
