internal import CKernels
internal import Foundation

/// How a thread waits for another: some thousand pauses, then it gives its core away at every
/// round, for the other may be without one.
package struct SpinWait {
  /// Rounds waited so far.
  package private(set) var rounds = 0

  /// Pauses before the core is given away: some ten microseconds.
  static let pauses = 2_000

  /// A wait that begins.
  package init() {}

  /// Waits a little.
  package mutating func wait() {
    if rounds < Self.pauses { recur_pause() } else { sched_yield() }
    rounds += 1
  }
}
