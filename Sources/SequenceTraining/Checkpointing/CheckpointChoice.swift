/// What is kept on the way through some segments, counted from 1.
enum CheckpointChoice: Equatable {
  /// Nothing: run to the last segment, go back through it, and start again without it.
  case keepNothing
  /// The state after a segment; `rest` is what the segments after it may use.
  case keepState(after: Int, rest: Int)
  /// The activations of a segment.
  case keepTape(of: Int, rest: Int)
}

/// Decides what is kept among `segments` segments when the memory left is `rest`, in the rule's own
/// measure.
typealias CheckpointRule = (_ segments: Int, _ rest: Int) -> CheckpointChoice

extension CheckpointChoice {
  /// The rule of ``CheckpointStrategy/hiddenStates``; `rest` counts states, the one at the start
  /// included.
  static func hiddenStates(_ segments: Int, _ rest: Int) -> CheckpointChoice {
    guard segments > 1, rest > 1 else { return .keepNothing }
    let after = smallestMinimum(1..<segments) { y in
      y + CheckpointSchedule.hiddenStatesCost(segments: segments - y, slots: rest - 1)
        + CheckpointSchedule.hiddenStatesCost(segments: y, slots: rest)
    }
    return .keepState(after: after, rest: rest - 1)
  }

  /// The rule of ``CheckpointStrategy/internalStates``; `rest` counts tapes, the one at work
  /// included.
  static func internalStates(_ segments: Int, _ rest: Int) -> CheckpointChoice {
    guard segments > 1, rest > 1 else { return .keepNothing }
    let kept = smallestMinimum(1..<segments) { y in
      y + CheckpointSchedule.internalStatesCost(segments: segments - y, slots: rest - 1)
        + CheckpointSchedule.internalStatesCost(segments: y - 1, slots: rest)
    }
    return .keepTape(of: kept, rest: rest - 1)
  }

  /// The rule of ``CheckpointStrategy/squareRoot``: states after every window, the shorter window
  /// first.
  static func squareRoot(_ segments: Int, window: Int) -> CheckpointChoice {
    if segments > window {
      let remainder = (segments - window) % window
      return .keepState(after: remainder == 0 ? window : remainder, rest: 0)
    }
    return segments > 1 ? .keepTape(of: 1, rest: 0) : .keepNothing
  }

  /// The smallest argument for which a convex function is least, in O(log) of the range.
  private static func smallestMinimum(_ range: Range<Int>, _ function: (Int) -> Int) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound - 1)
    while low < high {
      let middle = (low + high) / 2
      if function(middle) <= function(middle + 1) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
