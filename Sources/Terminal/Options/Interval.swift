/// A number that an option can have as its value.
package protocol OptionNumber: Comparable, Sendable {
  /// The text that reads back as the same number, as short as possible.
  var optionText: String { get }
}

extension Int: OptionNumber {
  package var optionText: String { description }
}

extension UInt64: OptionNumber {
  package var optionText: String { description }
}

extension Double: OptionNumber {
  package var optionText: String { Format.general(self) }
}

/// The numbers an option allows. Standard ranges are intervals, so that a declaration reads `range:
/// 1...65536`.
package protocol Interval<Bound>: Sendable {
  associatedtype Bound: OptionNumber
  /// Whether `value` is allowed.
  func contains(_ value: Bound) -> Bool
  /// The interval in words: `1 to 65536`.
  var words: String { get }
}

extension ClosedRange: Interval where Bound: OptionNumber {
  package var words: String { "\(lowerBound.optionText) to \(upperBound.optionText)" }
}

extension Range: Interval where Bound: OptionNumber {
  package var words: String { "\(lowerBound.optionText) to below \(upperBound.optionText)" }
}

extension PartialRangeFrom: Interval where Bound: OptionNumber {
  package var words: String { "\(lowerBound.optionText) or more" }
}

/// The numbers above a bound that is itself not allowed, up to one that is.
package struct Above<Bound: OptionNumber>: Interval {
  package let lowerBound: Bound
  package let upperBound: Bound?

  package func contains(_ value: Bound) -> Bool {
    guard value > lowerBound else { return false }
    return upperBound.map { value <= $0 } ?? true
  }

  package var words: String {
    let upper = upperBound.map { ", at most \($0.optionText)" } ?? ""
    return "above \(lowerBound.optionText)\(upper)"
  }
}

extension Interval {
  /// All numbers above `lowerBound`, up to and with `upperBound` if there is one: `range:
  /// .above(0)`.
  package static func above<Number>(_ lowerBound: Number, upTo upperBound: Number? = nil) -> Self
  where Self == Above<Number> {
    Above(lowerBound: lowerBound, upperBound: upperBound)
  }
}
