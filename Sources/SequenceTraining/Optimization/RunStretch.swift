/// The rest of a run as it is planned: the share of the run that is done grows in a straight line with
/// the updates, from where it stands to 1 at the end.
package struct RunStretch: Sendable, Equatable, Codable {
  /// Updates done at its start.
  package var start: Int
  /// The share of the run that is done then, 0 to 1.
  package var share: Double
  /// Updates done at its end, at least one more.
  package var end: Int

  /// The stretch from `share` after `start` updates to the end after `end`.
  package init(start: Int, share: Double, end: Int) {
    self.start = start
    self.share = share
    self.end = end
  }

  /// The share of the run that is done after `updates` updates.
  package func share(after updates: Int) -> Double {
    guard updates < end else { return 1 }
    return share + (1 - share) * max(0, Double(updates - start) / Double(end - start))
  }

  /// Updates after which `share` of the run is done; ``start`` where it has been before.
  package func updates(at share: Double) -> Int {
    guard self.share < share else { return start }
    return start + Int((share - self.share) / (1 - self.share) * Double(end - start))
  }

  /// Whether it can be that of a run after so many updates; one of a file may be anything.
  package func isConsistent(after updates: Int) -> Bool {
    (0...updates).contains(start) && start < end && (0...1).contains(share) && end <= 1 << 50
  }
}
