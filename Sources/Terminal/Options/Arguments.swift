/// The values of one run's options and positional arguments.
package struct Arguments: Sendable {
  private var values: [String: any Sendable]
  /// The texts behind the values and the words of positional arguments, in order, given or
  /// restored; for a flag, empty texts.
  private var texts: [String: [String]]
  /// The names of the options and positional arguments on this command line.
  private let given: Set<String>
  private var positionals: [String: any Sendable]

  /// - Parameters:
  ///   - values: of every option of the command that is given or has a default.
  ///   - texts: of every option and positional argument given.
  ///   - positionals: the value of every positional argument.
  package init(
    values: [String: any Sendable], texts: [String: [String]], positionals: [String: any Sendable]
  ) {
    self.values = values
    self.texts = texts
    self.positionals = positionals
    given = Set(texts.keys)
  }

  /// The value given, or the default. Precondition: the command declares the option.
  package subscript<Value>(option: Option<Value>) -> Value {
    guard let stored = values[option.name], let value = stored as? Value else {
      preconditionFailure("arguments: --\(option.name) is read but the command does not declare it")
    }
    return value
  }

  /// The value given, or the default; the default also of an option that the command does not
  /// declare.
  package func value<Value>(_ option: Option<Value>) -> Value? {
    values[option.name] as? Value ?? option.defaultValue
  }

  /// The words given. Precondition: the command declares the argument.
  package subscript<Value>(positional: Positional<Value>) -> Value {
    guard let stored = positionals[positional.name], let value = stored as? Value else {
      preconditionFailure(
        "arguments: \(positional.name) is read but the command does not declare it")
    }
    return value
  }

  /// Whether the option stands on the command line, even with its default's value.
  package func isGiven(_ option: any CommandOption) -> Bool { given.contains(option.name) }

  /// Whether the argument stands on the command line.
  package func isGiven(_ positional: any CommandPositional) -> Bool {
    given.contains(positional.name)
  }

  /// The words of an argument, given or restored.
  package func words(of positional: any CommandPositional) -> [String] {
    texts[positional.name] ?? []
  }

  /// The texts that would give the options of `groups` the values they have, by name, for
  /// a checkpoint. What is absent without a default is left out.
  ///
  /// `restoring(_:of:)` reads them back.
  package func recorded(_ groups: [OptionGroup]) -> [String: [String]] {
    var records: [String: [String]] = [:]
    for option in groups.flatMap(\.options) {
      let texts = texts[option.name] ?? option.defaultTexts
      if !texts.isEmpty { records[option.name] = texts }
    }
    return records
  }

  /// These arguments with the recorded texts in place of every option and of every positional
  /// argument that is not on the command line.
  ///
  /// - Parameters:
  ///   - records: as `recorded(_:)` made them; names the command no longer has are ignored.
  ///   - command: the command being run.
  /// - Throws: `CommandFailure` (65) for a text the option no longer takes.
  package func restoring(
    _ records: [String: [String]], of command: Command
  ) throws(CommandFailure) -> Arguments {
    var result = self
    let others = records.filter { !given.contains($0.key) }
    for (name, recorded) in others.sorted(by: { $0.key < $1.key }) {
      if let positional = command.positionals.first(where: { $0.name == name }) {
        guard positional.count.contains(recorded.count) else { continue }
        result.positionals[name] = positional.value(of: recorded)
        result.texts[name] = recorded
        continue
      }
      guard let option = command.option(named: name) else { continue }
      do throws(CommandFailure) {
        result.values[name] = try option.value(of: recorded)
        result.texts[name] = recorded
      } catch {
        throw CommandFailure(.unusableData, "recorded option \(error.message)")
      }
    }
    return result
  }
}
