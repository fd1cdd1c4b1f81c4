extension Option where Value == Bool {
  /// A flag: on when given.
  package init(_ name: String, shortName: Character? = nil, help: String) {
    self.init(
      name: name, shortName: shortName, placeholder: nil, help: help, defaultText: nil,
      allowed: "no value", defaultTexts: [], defaultValue: false
    ) { _ throws(CommandFailure) in true }
  }
}

extension Option where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the cases of an enumeration, by its raw value; required without a default.
  package init(
    _ name: String, default defaultValue: Value? = nil, placeholder: String, help: String
  ) {
    let choices = Value.allCases.map(\.rawValue)
    let text = defaultValue?.rawValue
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: text,
      allowed: "one of \(choices.joined(separator: ", "))", choices: choices,
      defaultTexts: text.map { [$0] } ?? [], defaultValue: defaultValue
    ) { texts throws(CommandFailure) in
      let word = try choice(texts.last ?? "", among: choices)
      guard let value = Value(rawValue: word) else { throw notAChoice(word, among: choices) }
      return value
    }
  }
}

extension Option where Value == String {
  /// One of some words; required without a default.
  package init(
    _ name: String, default defaultValue: String? = nil, choices: [String], placeholder: String,
    help: String
  ) {
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: defaultValue,
      allowed: "one of \(choices.joined(separator: ", "))", choices: choices,
      defaultTexts: defaultValue.map { [$0] } ?? [], defaultValue: defaultValue
    ) { texts throws(CommandFailure) in try choice(texts.last ?? "", among: choices) }
  }

  /// Any text, the empty one too; required without a default.
  package init(
    _ name: String, default defaultValue: String? = nil, placeholder: String = "TEXT", help: String
  ) {
    self.init(
      name: name, placeholder: placeholder, help: help,
      defaultText: defaultValue.flatMap { $0.isEmpty ? nil : quoted($0) }, allowed: "a text",
      defaultTexts: defaultValue.map { [$0] } ?? [], defaultValue: defaultValue
    ) { texts throws(CommandFailure) in texts.last ?? "" }
  }

  /// The path of a file; required without a default.
  package init(
    _ name: String, shortName: Character? = nil, default defaultValue: String? = nil,
    path placeholder: String, help: String
  ) {
    self.init(
      name: name, shortName: shortName, placeholder: placeholder, help: help,
      defaultText: defaultValue, allowed: pathWords,
      defaultTexts: defaultValue.map { [$0] } ?? [], defaultValue: defaultValue
    ) { texts throws(CommandFailure) in try path(texts.last ?? "") }
  }
}

extension Option where Value == String? {
  /// Any text, the empty one too; may be absent.
  package init(
    _ name: String, placeholder: String = "TEXT", defaultText: String? = nil, help: String
  ) {
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: defaultText,
      allowed: "a text", defaultTexts: [], defaultValue: .some(nil)
    ) { texts throws(CommandFailure) in texts.last }
  }

  /// One of some words; may be absent.
  package init(_ name: String, choices: [String], placeholder: String, help: String) {
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: nil,
      allowed: "one of \(choices.joined(separator: ", "))", choices: choices, defaultTexts: [],
      defaultValue: .some(nil)
    ) { texts throws(CommandFailure) in try choice(texts.last ?? "", among: choices) }
  }

  /// The path of a file; may be absent.
  package init(
    _ name: String, shortName: Character? = nil, path placeholder: String,
    defaultText: String? = nil, help: String
  ) {
    self.init(
      name: name, shortName: shortName, placeholder: placeholder, help: help,
      defaultText: defaultText, allowed: pathWords, defaultTexts: [], defaultValue: .some(nil)
    ) { texts throws(CommandFailure) in try path(texts.last ?? "") }
  }
}

extension Option where Value == [String] {
  /// Texts, one for each time the option is given.
  package init(_ name: String, placeholder: String = "TEXT", help: String) {
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: nil, allowed: "a text",
      defaultTexts: [], defaultValue: []
    ) { texts throws(CommandFailure) in texts }
  }

  /// Paths of files, one for each time the option is given.
  package init(_ name: String, path placeholder: String, help: String) {
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: nil, allowed: pathWords,
      defaultTexts: [], defaultValue: []
    ) { texts throws(CommandFailure) in
      var paths: [String] = []
      for text in texts { paths.append(try path(text)) }
      return paths
    }
  }
}

private func choice(_ text: String, among choices: [String]) throws(CommandFailure) -> String {
  guard choices.contains(text) else { throw notAChoice(text, among: choices) }
  return text
}

private func notAChoice(_ text: String, among choices: [String]) -> CommandFailure {
  let list = choices.joined(separator: ", ")
  guard !text.isEmpty else {
    return CommandFailure.usage("the value is empty; expected one of \(list)")
  }
  let hint = suggestion(for: text, among: choices).map { "; did you mean '\($0)'?" } ?? ""
  return CommandFailure.usage("\(quoted(text)) is not one of \(list)\(hint)")
}

private func path(_ text: String) throws(CommandFailure) -> String {
  guard !text.isEmpty else { throw CommandFailure.usage("the path is empty") }
  return text
}
