/// Reads the words after a command's name into its `Arguments`.
package struct ArgumentParser {
  package let command: Command
  /// The words that call the command, for messages: `recur charlm train`.
  package let path: String

  private let synonyms: OptionSynonyms
  private var texts: [String: [String]] = [:]
  private var words: [String] = []

  package init(_ command: Command, path: String, synonyms: OptionSynonyms = [:]) {
    self.command = command
    self.path = path
    self.synonyms = synonyms
  }

  /// The word that wants the help page, `-h` or `--help` anywhere before `--`, whatever else is
  /// wrong; nil: none does.
  static func helpWord(_ words: some Sequence<String>) -> String? {
    words.prefix { $0 != "--" }.first { $0 == "-h" || $0 == "--help" }
  }

  /// Reads the words.
  ///
  /// Options and positional arguments may be mixed; `--` ends the options, and a lone `-` is a
  /// positional argument. The value of an option is the rest after `=`, or the next word unless
  /// that begins with two dashes.
  ///
  /// - Throws: `CommandFailure` (64) for the first thing wrong.
  package mutating func parse(_ arguments: some Sequence<String>) throws(CommandFailure)
    -> Arguments
  {
    var rest = Array(arguments)[...]
    while let word = rest.popFirst() {
      if word == "--" {
        words += rest
        break
      } else if word.isDoubleDashed {
        try readLongOption(word, rest: &rest)
      } else if word.isDashed, word != "-" {
        try readShortOption(word, rest: &rest)
      } else {
        words.append(word)
      }
    }
    let values = try optionValues()
    let positionals = try positionalValues()
    return Arguments(values: values, texts: texts, positionals: positionals)
  }

  private mutating func readLongOption(
    _ word: String, rest: inout ArraySlice<String>
  ) throws(CommandFailure) {
    // By bytes: a sign and a combining mark after it are one `Character`.
    let body = word.utf8.dropFirst(2)
    let equals = body.firstIndex(of: UInt8(ascii: "="))
    let name = String(Substring(body[..<(equals ?? body.endIndex)]))
    guard let option = command.option(named: name) else { throw unknownOption("--\(name)") }
    let attached = equals.map { String(Substring(body[$0...].dropFirst())) }
    try read(option, attached: attached, rest: &rest)
  }

  private mutating func readShortOption(
    _ word: String, rest: inout ArraySlice<String>
  ) throws(CommandFailure) {
    let letter = Character(word.unicodeScalars.dropFirst().first ?? "-")
    guard let option = command.option(short: letter), option.placeholder != nil, !isLongName(word)
    else {
      // `-hidden-size` means the long option with a dash forgotten, which `unknownOption` suggests.
      throw unknownOption(word)
    }
    let attached = word.unicodeScalars.dropFirst(2)
    let value = attached.first == "=" ? attached.dropFirst() : attached
    try read(option, attached: attached.isEmpty ? nil : String(value), rest: &rest)
  }

  private mutating func read(
    _ option: any CommandOption, attached: String?, rest: inout ArraySlice<String>
  ) throws(CommandFailure) {
    if option.placeholder == nil {
      if let attached {
        throw .usage("--\(option.name): a flag takes no value, found \(quoted(attached))")
      }
      texts[option.name, default: []].append("")
    } else if let attached {
      texts[option.name, default: []].append(attached)
    } else if let next = rest.first, !next.isDoubleDashed {
      rest.removeFirst()
      texts[option.name, default: []].append(next)
    } else {
      throw .usage(
        "--\(option.name): the value is missing; expected \(option.allowed)"
          + hint(option, rest.first))
    }
  }

  /// How to write the next word where it may be meant as the value.
  private func hint(_ option: any CommandOption, _ next: String?) -> String {
    guard let next, next != "--", option.choices.isEmpty,
      !command.options.contains(where: { next.utf8.starts(with: "--\($0.name)".utf8) })
    else { return "" }
    return "\nif \(quoted(next)) is meant, write '--\(option.name)=\(visible(next, limit: 60))'"
  }

  private func optionValues() throws(CommandFailure) -> [String: any Sendable] {
    var values: [String: any Sendable] = [:]
    for option in command.options {
      if let given = texts[option.name] {
        // Of an option given twice every value must be right, although only the last one counts.
        for text in given { _ = try option.value(of: [text]) }
        values[option.name] = try option.value(of: given)
      } else {
        values[option.name] = option.valueByDefault
      }
      if option.isRequired, texts[option.name] == nil {
        throw .usage(
          "--\(option.name) is missing; expected \(option.allowed)\n"
            + "Usage: \(command.usage(path: path))"
        )
      }
    }
    return values
  }

  private mutating func positionalValues() throws(CommandFailure) -> [String: any Sendable] {
    var values: [String: any Sendable] = [:]
    var rest = words[...]
    for positional in command.positionals {
      let taken = rest.prefix(positional.count.upperBound)
      guard taken.count >= positional.count.lowerBound else {
        throw .usage("\(positional.name) is missing\nUsage: \(command.usage(path: path))")
      }
      if taken.contains(""), !positional.allowsEmpty {
        throw .usage("\(positional.name): the argument is empty")
      }
      values[positional.name] = positional.value(of: Array(taken))
      if !taken.isEmpty { texts[positional.name] = Array(taken) }
      rest = rest.dropFirst(taken.count)
    }
    if let extra = rest.first {
      throw .usage("unexpected argument \(quoted(extra))\nUsage: \(command.usage(path: path))")
    }
    return values
  }

  /// Whether a word with one dash is a long option's name, ours or another program's: `-optim` is
  /// not `-o ptim`.
  private func isLongName(_ word: String) -> Bool {
    let name = OptionSynonyms.normalized(word)
    return name.utf8.count > 1
      && (command.option(named: name) != nil || synonyms.answer(to: name, of: command) != nil)
  }

  private func unknownOption(_ word: String) -> CommandFailure {
    if let answer = synonyms.answer(to: word, of: command) {
      return .usage("unknown option \(quoted(word)); \(answer)")
    }
    let known = suggestion(for: word.withoutDashes, among: command.options.map(\.name))
    return .usage(
      "unknown option \(quoted(word)); "
        + (known.map { "did you mean '--\($0)'?" } ?? "see '\(path) --help'"))
  }
}

// By bytes: a dash and a combining mark after it are one `Character`.
extension String {
  /// Whether the word begins as an option does.
  var isDashed: Bool { utf8.first == UInt8(ascii: "-") }

  /// Whether the word begins as a long option does.
  var isDoubleDashed: Bool { utf8.starts(with: "--".utf8) }

  /// The word after its leading dashes.
  var withoutDashes: String { String(Substring(utf8.drop { $0 == UInt8(ascii: "-") })) }

  /// The parts between commas, empty ones too.
  package var commaSeparated: [String] {
    utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
  }
}
