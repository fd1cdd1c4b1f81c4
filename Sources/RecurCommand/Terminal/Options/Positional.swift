/// What the parser and the help page need to know of a positional argument, whatever its type.
protocol CommandPositional: Sendable {
  /// The name in capitals: `TEXT`.
  var name: String { get }
  var help: String { get }
  /// How many words it takes.
  var count: ClosedRange<Int> { get }
  /// The words as the type the command reads.
  func value(of words: [String]) -> any Sendable
}

extension CommandPositional {
  /// How the usage line shows it: `TEXT`, `[TEXT]`, `TEXT...`, `[TEXT...]`.
  var usage: String {
    let repeated = count.upperBound > 1 ? "\(name)..." : name
    return count.lowerBound == 0 ? "[\(repeated)]" : repeated
  }
}

/// A positional argument with the type of its value, read as `arguments[positional]`: `Positional<String>` is one
/// word, `Positional<String?>` at most one, `Positional<[String]>` many.
struct Positional<Value: Sendable>: CommandPositional {
  let name: String
  let help: String
  let count: ClosedRange<Int>
  private let convert: @Sendable ([String]) -> Value

  func value(of words: [String]) -> any Sendable { convert(words) }
}

extension Positional where Value == String {
  /// Exactly one word.
  init(_ name: String, help: String) {
    self.init(name: name, help: help, count: 1...1) { $0.first ?? "" }
  }
}

extension Positional where Value == String? {
  /// One word or none.
  init(_ name: String, help: String) {
    self.init(name: name, help: help, count: 0...1) { $0.first }
  }
}

extension Positional where Value == [String] {
  /// At least `minimum` words. Must be the last positional argument of its command.
  init(_ name: String, minimum: Int = 1, help: String) {
    self.init(name: name, help: help, count: minimum...Int.max) { $0 }
  }
}
