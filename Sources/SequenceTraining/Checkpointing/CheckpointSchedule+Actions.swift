extension CheckpointSchedule {
  /// Segments to go back through.
  private struct Part {
    var first: Int
    var count: Int
    /// Memory left, in the rule's measure.
    var memory: Int
    /// What makes the state before `first` the present one.
    var restoration: Action
    /// The first unit that is free.
    var top: Int
    /// Whether the tape of the segment after the part is stored at `top`, to be gone back through
    /// first.
    var followsTape = false
  }

  /// All actions for `segments` segments by a rule, and the units that they use.
  static func actions(
    by rule: CheckpointRule, segments: Int, memory: Int, tapeUnits: Int
  ) -> (actions: [Action], unitCount: Int) {
    var actions = [Action.storeState(segment: 0, unit: 0)]
    var unitCount = 1
    // The segment before which the present state stands, if it is known to be of use.
    var present: Int? = 0
    // Makes the state after `count` segments of a part the present one.
    func advance(_ part: Part, by count: Int) {
      if present != part.first { actions.append(part.restoration) }
      if count > 0 { actions.append(.advance(part.first..<part.first + count)) }
      present = part.first + count
    }
    // The parts before the one at work: a stack of its own, for it is as deep as there are
    // checkpoints.
    var pending: [Part] = []
    var part = Part(
      first: 0, count: segments, memory: memory, restoration: .restoreState(segment: 0, unit: 0),
      top: 1)
    while true {
      if part.count == 0 {
        guard var previous = pending.popLast() else { return (actions, unitCount) }
        if previous.followsTape {
          let segment = previous.first + previous.count
          actions.append(.restoreTape(segment: segment, unit: previous.top))
          actions.append(.reverse(segment))
          previous.followsTape = false
        }
        part = previous
        continue
      }
      switch rule(part.count, part.memory) {
      case .keepNothing:
        advance(part, by: part.count - 1)
        let segment = part.first + part.count - 1
        actions.append(.record(segment))
        actions.append(.reverse(segment))
        present = nil
        part.count -= 1
      case .keepState(let count, let rest):
        advance(part, by: count)
        let segment = part.first + count
        actions.append(.storeState(segment: segment, unit: part.top))
        var left = part
        left.count = count
        pending.append(left)
        part = Part(
          first: segment, count: part.count - count, memory: rest,
          restoration: .restoreState(segment: segment, unit: part.top), top: part.top + 1)
      case .keepTape(let count, let rest):
        advance(part, by: count - 1)
        let segment = part.first + count - 1
        actions.append(.record(segment))
        actions.append(.storeTape(segment: segment, unit: part.top))
        present = segment + 1
        var left = part
        left.count = count - 1
        left.followsTape = true
        pending.append(left)
        part = Part(
          first: segment + 1, count: part.count - count, memory: rest,
          restoration: .restoreTapeEnd(segment: segment, unit: part.top),
          top: part.top + tapeUnits)
      }
      unitCount = max(unitCount, part.top)
    }
  }
}
