/// The fewest insertions, deletions and substitutions that turn one sequence into the other
/// (Levenshtein 1966).
/// - Complexity: `left.count * right.count` comparisons, one row of `right.count + 1` integers.
package func editDistance<Element: Equatable>(_ left: [Element], _ right: [Element]) -> Int {
  var row = Array(0...right.count)
  for (place, element) in left.enumerated() {
    var diagonal = row[0]
    row[0] = place + 1
    for (column, other) in right.enumerated() {
      let above = row[column + 1]
      let substituted = element == other ? diagonal : diagonal + 1
      row[column + 1] = min(substituted, above + 1, row[column] + 1)
      diagonal = above
    }
  }
  return row[right.count]
}

/// Edits for each symbol of the reference, over one text or many.
public struct ErrorRate: Equatable, Codable, Sendable {
  /// The fewest edits that turn the hypotheses into the references.
  public private(set) var edits: Int
  /// How many symbols the references have.
  public private(set) var referenceLength: Int

  /// The rate of nothing.
  package init() {
    edits = 0
    referenceLength = 0
  }

  private init<Element: Equatable>(_ hypothesis: [Element], _ reference: [Element]) {
    edits = editDistance(hypothesis, reference)
    referenceLength = reference.count
  }

  /// Character error rate: edits of Unicode scalars.
  package static func characters(hypothesis: String, reference: String) -> ErrorRate {
    ErrorRate(hypothesis.scalarString, reference.scalarString)
  }

  /// Word error rate: edits of what stands between white space.
  package static func words(hypothesis: String, reference: String) -> ErrorRate {
    ErrorRate(
      hypothesis.unicodeScalars.splitAtWhitespace(), reference.unicodeScalars.splitAtWhitespace())
  }

  /// Edits divided by the references' length; may be above 1. An empty reference counts as one
  /// symbol long.
  public var rate: Double { Double(edits) / Double(max(referenceLength, 1)) }

  /// Counts another text too: the rate of a corpus is that of its sums, not a mean of rates.
  package static func += (total: inout ErrorRate, part: ErrorRate) {
    total.edits += part.edits
    total.referenceLength += part.referenceLength
  }
}

/// Whether two texts are the same scalar for scalar.
public func isExactMatch(_ hypothesis: String, _ reference: String) -> Bool {
  hypothesis.utf8.elementsEqual(reference.utf8)
}
