/// What the parser and the help page need to know of a positional argument, whatever its type.
package protocol CommandPositional: Sendable {
  /// The name in capitals: `TEXT`.
  var name: String { get }
  var help: String { get }
  /// How many words it takes.
  var count: ClosedRange<Int> { get }
  /// Whether a word may be empty.
  var allowsEmpty: Bool { get }
  /// The words as the type the command reads.
  func value(of words: [String]) -> any Sendable
}

extension CommandPositional {
  /// How the usage line shows it: `TEXT`, `[TEXT]`, `TEXT...`, `[TEXT...]`.
  package var usage: String {
    let repeated = count.upperBound > 1 ? "\(name)..." : name
    return count.lowerBound == 0 ? "[\(repeated)]" : repeated
  }
}

/// A positional argument with the type of its value, read as `arguments[positional]`:
/// `Positional<String>` is one word, `Positional<String?>` at most one, `Positional<[String]>`
/// many.
package struct Positional<Value: Sendable>: CommandPositional {
  package let name: String
  package let help: String
  package let count: ClosedRange<Int>
  package let allowsEmpty: Bool
  private let convert: @Sendable ([String]) -> Value

  package func value(of words: [String]) -> any Sendable { convert(words) }
}

extension Positional where Value == String {
  /// Exactly one word.
  package init(_ name: String, help: String) {
    self.init(name: name, help: help, count: 1...1, allowsEmpty: false) { $0.first ?? "" }
  }
}

extension Positional where Value == String? {
  /// One word or none.
  package init(_ name: String, help: String) {
    self.init(name: name, help: help, count: 0...1, allowsEmpty: false) { $0.first }
  }
}

extension Positional where Value == [String] {
  /// At least `minimum` words. Must be the last positional argument of its command.
  package init(_ name: String, minimum: Int = 1, allowsEmpty: Bool = false, help: String) {
    self.init(name: name, help: help, count: minimum...Int.max, allowsEmpty: allowsEmpty) { $0 }
  }
}
