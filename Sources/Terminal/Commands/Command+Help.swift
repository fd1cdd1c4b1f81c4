extension Command {
  /// Columns of a help page.
  private static let width = 80
  /// Keeps a default beside its value while the text is wrapped.
  private static let unbreakableSpace: Character = "\u{A0}"
  /// Where explanations begin, unless every name is shorter.
  private static let explanationColumn = 30

  /// The lines of the help page, 80 columns wide.
  ///
  /// - Parameters:
  ///   - path: the words that call the command: `recur charlm train`.
  ///   - isShort: whether only the options used most are shown, and no discussion.
  ///   - style: how headings and names stand out.
  package func help(
    path: String, isShort: Bool = false, style: TextStyle = .plain
  ) -> [String] {
    let isShort = isShort && !usedMost.isEmpty
    var sections = [wrapped("\(path): \(summary)", width: Self.width)]
    sections.append(wrapped("Usage: \(usage(path: path))", width: Self.width, indent: 7))
    for paragraph in isShort ? [] : paragraphs(of: discussion) {
      sections.append(wrapped(paragraph, width: Self.width))
    }
    let entries = entries(isShort: isShort)
    let column = Self.column(entries)
    sections += entries.map { entry in
      [style.bold("\(entry.heading):")]
        + entry.rows.flatMap { Self.lines(of: $0, column: column, style) }
    }
    if !examples.isEmpty {
      sections.append(
        [style.bold("Examples:")]
          + examples.flatMap { example in
            ["  \(example.line)"]
              + wrapped(example.explanation, width: Self.width - 6).map { "      \($0)" }
          })
    }
    if isShort {
      sections.append(["'\(path) --help' explains all \(options.count) options."])
    }
    if run == nil, !subcommands.isEmpty {
      let call = path.split(separator: " ").dropFirst().map { "\($0) " }.joined()
      sections.append(["Run 'recur help \(call)COMMAND' for the options of a command."])
    }
    return sections.joined(separator: [""]).map { line in
      String(line.map { $0 == Self.unbreakableSpace ? " " : $0 })
    }
  }

  private typealias Row = (name: String, explanation: String)

  private func entries(isShort: Bool) -> [(heading: String, rows: [Row])] {
    var entries: [(heading: String, rows: [Row])] = []
    if !subcommands.isEmpty {
      entries.append(("Commands", subcommands.map { ($0.name, $0.summary) }))
    }
    if !positionals.isEmpty {
      entries.append(("Arguments", positionals.map { ($0.usage, $0.help) }))
    }
    entries += optionGroups(isShort: isShort).map { group in
      (group.heading, group.options.map(row))
    }
    return entries
  }

  /// The options by heading, those used most first, each once.
  func optionGroups(isShort: Bool = false) -> [OptionGroup] {
    guard !usedMost.isEmpty else { return groups }
    let names = Set(usedMost.map(\.name))
    let others = groups.map { group in
      OptionGroup(group.heading, group.options.filter { !names.contains($0.name) })
    }
    return [OptionGroup("Used most", usedMost)]
      + (isShort ? [] : others.filter { !$0.options.isEmpty })
  }

  private func row(_ option: any CommandOption) -> Row {
    (option.usage, Self.explanation(of: option))
  }

  /// What an option does, with its choices and its default.
  static func explanation(of option: any CommandOption) -> String {
    var notes: [String] = []
    if !option.choices.isEmpty { notes.append(option.choices.joined(separator: ", ")) }
    if let text = option.defaultText { notes.append("default:\(unbreakableSpace)\(text)") }
    if option.isRequired { notes.append("required") }
    return option.help + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
  }

  /// Where explanations begin on the whole page.
  private static func column(_ entries: [(heading: String, rows: [Row])]) -> Int {
    min(explanationColumn, (entries.flatMap { $0.rows.map(\.name.count) }.max() ?? 0) + 4)
  }

  /// A row in two columns; a name too long for its column has a line of its own.
  private static func lines(of row: Row, column: Int, _ style: TextStyle) -> [String] {
    let margin = String(repeating: " ", count: column)
    var explanation = wrapped(row.explanation, width: width - column).map { margin + $0 }
    let name = "  \(style.bold(row.name))"
    guard row.name.count + 4 <= column, let first = explanation.first else {
      return [name] + explanation
    }
    explanation[0] = name + first.dropFirst(row.name.count + 2)
    return explanation
  }
}

/// The paragraphs of a text, which empty lines separate; single line ends count as spaces.
func paragraphs(of text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false)
    .split(separator: "")
    .map { $0.joined(separator: " ") }
}

/// `text` broken at spaces into lines of at most `width` columns, those after the first indented.
///
/// A word longer than a line has one to itself.
package func wrapped(_ text: String, width: Int, indent: Int = 0) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    if line.isEmpty {
      line = String(word)
    } else if displayWidth(line) + 1 + displayWidth(word) <= width {
      line += " \(word)"
    } else {
      lines.append(line)
      line = String(repeating: " ", count: indent) + word
    }
  }
  return line.isEmpty ? lines : lines + [line]
}
