/// How far a cell is from the laws that every recurrent cell obeys, as
/// ``checkRecurrentCell(_:hiddenSize:steps:seed:)`` measured it.
public struct CellCheckReport: Sendable, CustomStringConvertible {
  /// One law and the deviation from it.
  public struct Law: Sendable {
    /// What the law says, in a few words.
    public let name: String
    /// The largest deviation: a relative error, or for laws of equal bits the number of values that
    /// differ.
    public let deviation: Double
    /// The largest deviation that rounding explains.
    public let limit: Double

    /// Whether the cell obeys the law.
    public var passed: Bool { deviation <= limit }
  }

  /// All laws, in the order in which they were checked.
  public let laws: [Law]

  /// Whether the cell obeys every law.
  public var passed: Bool { laws.allSatisfy(\.passed) }

  /// One line for each law.
  public var description: String {
    laws.map { law in
      "\(law.passed ? "holds" : "BROKEN")  \(law.name): \(law.deviation), at most \(law.limit)"
    }.joined(separator: "\n")
  }
}
