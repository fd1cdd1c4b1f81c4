// Forward runs of a segment that a gradient takes, in closed form. A run that keeps the activations
// counts like one that does not; storing everything takes t for t segments.
extension CheckpointSchedule {
  /// R(l, s) = r l - C(s + r, s + 1), r the smallest with C(s + r, s) >= l: the steps forward that
  /// reversing l steps takes with s snapshots, the last run of each step not counted (Griewank and
  /// Walther 2000, revolve).
  ///
  /// - Complexity: O(r).
  package static func revolve(steps: Int, snapshots: Int) -> Int {
    precondition(steps >= 0 && snapshots > 0, "revolve: \(steps) steps, \(snapshots) snapshots")
    // C(s + r, s), of which C(s + r, s + 1) is r / (s + 1).
    var (repetitions, reach) = (0, 1)
    while reach < steps {
      repetitions += 1
      reach = reach * (snapshots + repetitions) / repetitions
    }
    return repetitions * steps - reach * repetitions / (snapshots + 1)
  }

  /// t + R(t, m): m hidden states, the initial one included; t (t + 1) / 2 for one, 2 t - 1 for t
  /// or more.
  package static func hiddenStatesCost(segments: Int, slots: Int) -> Int {
    segments + revolve(steps: segments, snapshots: slots)
  }

  /// R(t + 1, m): the activations of m segments, those at work included, beside the initial state;
  /// t (t + 1) / 2 for one, t for t or more.
  package static func internalStatesCost(segments: Int, slots: Int) -> Int {
    revolve(steps: segments + 1, snapshots: slots)
  }

  /// 2 t - c: all windows of c segments but the last are run twice.
  package static func squareRootCost(segments: Int, window: Int) -> Int {
    2 * segments - min(window, segments)
  }

  /// c = sqrt(t / a) rounded, a the hidden states in whose place a segment's activations fit: the
  /// window for which t / c states and c activations take the least memory.
  package static func squareRootWindow(segments: Int, tapeUnits: Int) -> Int {
    let window = (Double(segments) / Double(tapeUnits)).squareRoot().rounded()
    return min(max(Int(window), 1), segments)
  }
}
