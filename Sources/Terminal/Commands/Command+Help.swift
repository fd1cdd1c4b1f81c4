extension Command {
  /// Columns of a help page.
  private static let width = 80
  /// Keeps a default beside its value while the text is wrapped.
  private static let unbreakableSpace: Character = "\u{A0}"
  /// Where explanations begin, unless every name is shorter.
  private static let explanationColumn = 30

  /// The lines of the help page, 80 columns wide.
  ///
  /// - Parameter path: the words that call the command: `recur charlm train`.
  package func help(path: String) -> [String] {
    var sections = [wrapped("\(path): \(summary)", width: Self.width)]
    sections.append(wrapped("Usage: \(usage(path: path))", width: Self.width, indent: 7))
    for paragraph in paragraphs(of: discussion) {
      sections.append(wrapped(paragraph, width: Self.width))
    }
    sections += entries.map { ["\($0.heading):"] + lines(of: $0.rows) }
    if !examples.isEmpty {
      sections.append(
        ["Examples:"]
          + examples.flatMap { example in
            ["  \(example.line)"]
              + wrapped(example.explanation, width: Self.width - 6).map { "      \($0)" }
          })
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

  private var entries: [(heading: String, rows: [Row])] {
    var entries: [(heading: String, rows: [Row])] = []
    if !subcommands.isEmpty {
      entries.append(("Commands", subcommands.map { ($0.name, $0.summary) }))
    }
    if !positionals.isEmpty {
      entries.append(("Arguments", positionals.map { ($0.usage, $0.help) }))
    }
    entries += groups.map { group in (group.heading, group.options.map(row)) }
    return entries
  }

  private func row(_ option: any CommandOption) -> Row {
    let short = option.shortName.map { "-\($0), " } ?? ""
    let value = option.placeholder.map { " \($0)" } ?? ""
    var notes: [String] = []
    if !option.choices.isEmpty { notes.append(option.choices.joined(separator: ", ")) }
    if let text = option.defaultText { notes.append("default:\(Self.unbreakableSpace)\(text)") }
    if option.isRequired { notes.append("required") }
    let note = notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
    return ("\(short)--\(option.name)\(value)", option.help + note)
  }

  /// Rows in two columns, the explanations aligned over the whole page; a name too long for its
  /// column has a line of its own.
  private func lines(of rows: [Row]) -> [String] {
    let names = entries.flatMap { $0.rows.map(\.name.count) }
    let column = min(Self.explanationColumn, (names.max() ?? 0) + 4)
    let margin = String(repeating: " ", count: column)
    return rows.flatMap { row in
      var explanation = wrapped(row.explanation, width: Self.width - column).map { margin + $0 }
      let name = "  \(row.name)"
      guard name.count + 2 <= column, let first = explanation.first else {
        return [name] + explanation
      }
      explanation[0] = name + first.dropFirst(name.count)
      return explanation
    }
  }
}

/// The paragraphs of a text, which empty lines separate; single line ends count as spaces.
private func paragraphs(of text: String) -> [String] {
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
