/// How far something is from the laws that it ought to obey: a recurrent cell, as
/// `checkRecurrentCell(_:hiddenSize:steps:seed:)` measured it, or a primitive of a graph, as
/// `checkPrimitive(_:at:seed:)` did.
public struct LawReport: Sendable, CustomStringConvertible {
  /// One law and the deviation from it.
  public struct Law: Sendable {
    /// What the law says, in a few words.
    public let name: String
    /// The largest deviation: a relative error, or for laws of equal bits the number of values that
    /// differ.
    public let deviation: Double
    /// The largest deviation that rounding explains.
    public let limit: Double

    /// A law and what was measured.
    package init(name: String, deviation: Double, limit: Double) {
      (self.name, self.deviation, self.limit) = (name, deviation, limit)
    }

    /// Whether the law holds.
    public var passed: Bool { deviation <= limit }
  }

  /// All laws, in the order in which they were checked.
  public let laws: [Law]

  /// A report of laws.
  package init(laws: [Law]) { self.laws = laws }

  /// Whether every law holds.
  public var passed: Bool { laws.allSatisfy(\.passed) }

  /// One line for each law.
  public var description: String {
    laws.map { law in
      "\(law.passed ? "holds" : "BROKEN")  \(law.name): \(law.deviation), at most \(law.limit)"
    }.joined(separator: "\n")
  }
}
