/// A limit on the influence that is carried forward in time, which may grow without bound where the
/// states of a sequence drive each other apart.
package struct InfluenceLimit: Sendable, Equatable {
  /// The largest magnitude that an element of the influence on a sequence's state may have after an
  /// update.
  package var largest: Double
  /// Whether a sequence that passes the limit forgets its past; otherwise its influence is
  /// multiplied by what brings it to the limit.
  package var resets: Bool

  /// A limit above zero.
  package init(largest: Double, resets: Bool = false) {
    precondition(largest > 0, "an influence limit of \(largest)")
    self.largest = largest
    self.resets = resets
  }
}
