/// The columns of a file that a pair stands in, from 1.
public struct PairColumns: Equatable, Sendable {
  /// The column of what is translated.
  public let source: Int
  /// The column of what it is translated into.
  public let target: Int

  /// Two columns.
  /// - Precondition: both count from 1, and differ.
  public init(source: Int, target: Int) {
    precondition(
      source >= 1 && target >= 1 && source != target, "columns \(source) and \(target) of a pair")
    self.source = source
    self.target = target
  }
}

/// The lines of files that were no pairs, and were passed over.
package struct SkippedLines: Sendable {
  /// How many there were.
  package private(set) var count = 0
  /// What was wrong with the first of them.
  package private(set) var first: [PairError] = []

  private static let mostShown = 3

  /// None.
  package init() {}

  /// Counts one more.
  mutating func add(_ error: PairError) {
    count += 1
    if first.count < Self.mostShown { first.append(error) }
  }
}
