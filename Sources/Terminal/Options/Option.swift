/// What the parser and the help page need to know of an option, whatever its type.
package protocol CommandOption: Sendable {
  /// The long name without dashes: `hidden-size`.
  var name: String { get }
  /// The one-letter alias; only `-h`, `-o` and `-V` exist.
  var shortName: Character? { get }
  /// What stands for the value in the help: `N`. Nil for a flag, which takes no value.
  var placeholder: String? { get }
  var help: String { get }
  /// The default in words; nil where there is none to show.
  var defaultText: String? { get }
  /// What may follow the option, in words: `1 to 65536`.
  var allowed: String { get }
  /// The words to choose from; empty where the value is not a choice.
  var choices: [String] { get }
  /// Whether the command cannot run without it.
  var isRequired: Bool { get }
  /// The texts that read back as the default.
  var defaultTexts: [String] { get }

  /// The value when the option is not given; nil where it is required.
  var valueByDefault: (any Sendable)? { get }

  /// Reads the texts given, in order, into the option's value.
  ///
  /// - Throws: `CommandFailure` (64) with the option's name and why a text is no value of it.
  func value(of texts: [String]) throws(CommandFailure) -> any Sendable
}

extension CommandOption {
  /// How the help shows it: `-o, --output MODEL`.
  var usage: String {
    (shortName.map { "-\($0), " } ?? "") + "--\(name)" + (placeholder.map { " \($0)" } ?? "")
  }

  /// Whether the value is the path of a file.
  var takesPath: Bool { allowed == pathWords }
}

/// What may follow an option whose value is the path of a file, in words.
let pathWords = "a path"

/// An option of a command with the type of its value: declared once, read as `arguments[option]`.
///
/// `Option<Int>` has a default or is required, `Option<Int?>` may be absent, `Option<Bool>` is a
/// flag, and `Option<[String]>` collects every occurrence; of the others the last occurrence wins.
package struct Option<Value: Sendable>: CommandOption {
  package let name: String
  package let shortName: Character?
  package let placeholder: String?
  package let help: String
  package let defaultText: String?
  package let allowed: String
  package let choices: [String]
  package let defaultTexts: [String]
  /// The value when the option is not given; nil makes it required.
  package let defaultValue: Value?

  /// Reads the texts given; what it throws has as its message the rest of the sentence after
  /// `--name: `.
  package let read: @Sendable (_ texts: [String]) throws(CommandFailure) -> Value

  package init(
    name: String, shortName: Character? = nil, placeholder: String?, help: String,
    defaultText: String?, allowed: String, choices: [String] = [], defaultTexts: [String],
    defaultValue: Value?,
    read: @escaping @Sendable (_ texts: [String]) throws(CommandFailure) -> Value
  ) {
    self.name = name
    self.shortName = shortName
    self.placeholder = placeholder
    self.help = help
    self.defaultText = defaultText
    self.allowed = allowed
    self.choices = choices
    self.defaultTexts = defaultTexts
    self.defaultValue = defaultValue
    self.read = read
  }

  package var isRequired: Bool { defaultValue == nil }

  package var valueByDefault: (any Sendable)? { defaultValue.map { $0 as any Sendable } }

  package func value(of texts: [String]) throws(CommandFailure) -> any Sendable {
    do throws(CommandFailure) {
      return try read(texts)
    } catch {
      throw CommandFailure(error.exitCode, "--\(name): \(error.message)")
    }
  }
}

/// Options under one heading of the help page.
package struct OptionGroup: Sendable {
  package let heading: String
  package let options: [any CommandOption]

  package init(_ heading: String, _ options: [any CommandOption]) {
    self.heading = heading
    self.options = options
  }
}
