/// What the parser and the help page need to know of an option, whatever its type.
protocol CommandOption: Sendable {
  /// The long name without dashes: `hidden-size`.
  var name: String { get }
  /// The one-letter alias; only `-h` and `-o` exist.
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
  func value(of texts: [String]) throws(ValueProblem) -> any Sendable
}

/// Why a text is no value of an option: the rest of the sentence after `--name: `.
struct ValueProblem: Error, Equatable, Sendable {
  let sentence: String
}

/// An option of a command with the type of its value: declared once, read as `arguments[option]`.
///
/// `Option<Int>` has a default or is required, `Option<Int?>` may be absent, `Option<Bool>` is a flag, and
/// `Option<[String]>` collects every occurrence; of the others the last occurrence wins.
struct Option<Value: Sendable>: CommandOption {
  let name: String
  let shortName: Character?
  let placeholder: String?
  let help: String
  let defaultText: String?
  let allowed: String
  let choices: [String]
  let defaultTexts: [String]
  /// The value when the option is not given; nil makes it required.
  let defaultValue: Value?

  private let read: @Sendable (_ texts: [String]) throws(ValueProblem) -> Value

  init(
    name: String, shortName: Character? = nil, placeholder: String?, help: String,
    defaultText: String?, allowed: String, choices: [String] = [], defaultTexts: [String],
    defaultValue: Value?,
    read: @escaping @Sendable (_ texts: [String]) throws(ValueProblem) -> Value
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

  var isRequired: Bool { defaultValue == nil }

  var valueByDefault: (any Sendable)? { defaultValue.map { $0 as any Sendable } }

  func value(of texts: [String]) throws(ValueProblem) -> any Sendable { try read(texts) }
}

/// Options under one heading of the help page.
struct OptionGroup: Sendable {
  let heading: String
  let options: [any CommandOption]

  init(_ heading: String, _ options: [any CommandOption]) {
    self.heading = heading
    self.options = options
  }
}

/// The options every command has, and the program's own.
enum CommonOptions {
  static let quiet = Option<Bool>(
    "quiet", help: "No progress on standard error; only warnings and errors")
  static let version = Option<Bool>("version", help: "Show the version")
  static let help = Option<Bool>("help", shortName: "h", help: "Show this page")
  static let group = OptionGroup("General", [quiet, help])
}
