extension Command {
  /// The lines of a manual page, in the man macros of roff, of this command and all below it.
  ///
  /// - Parameters:
  ///   - path: the words that call the command: `recur charlm train`.
  ///   - source: the program and its version.
  func manual(path: String, source: String) -> [String] {
    let title = path.uppercased().replacing(" ", with: "-")
    var lines = [
      ".TH \"\(roff(title))\" 1 \"\" \"\(roff(source))\" \"User Commands\"", ".nh", ".ad l",
      ".SH NAME",
      "\(roff(path.replacing(" ", with: "-"))) \\- \(roff(summary))", ".SH SYNOPSIS",
      roff(usage(path: path)),
    ]
    if !discussion.isEmpty { lines += [".SH DESCRIPTION"] + described }
    let calls = calls(path: path).filter { $0.command.run != nil }
    guard calls.count != 1 || run == nil else { return lines + sections(level: ".SH") }
    lines.append(".SH COMMANDS")
    for call in calls {
      lines += [".SS \"\(roff(call.path))\"", roff("\(call.command.summary).".capitalizedFirst)]
      lines += [".PP", roff(call.command.usage(path: call.path))]
      if call.path != path {
        lines += call.command.described.isEmpty ? [] : [".PP"] + call.command.described
      }
      lines += call.command.sections(level: ".PP")
    }
    return lines
  }

  /// The paragraphs of the discussion.
  private var described: [String] {
    Array(paragraphs(of: discussion).map { [roff($0)] }.joined(separator: [".PP"]))
  }

  /// Arguments, options by heading, and examples.
  private func sections(level: String) -> [String] {
    func heading(_ text: String) -> [String] {
      level == ".SH" ? [".SH \"\(roff(text.uppercased()))\""] : [".PP", ".B \(roff("\(text):"))"]
    }
    var lines: [String] = []
    if !positionals.isEmpty {
      lines += heading("Arguments")
      for positional in positionals {
        lines += [".TP", ".I \(roff(positional.usage))", roff(positional.help)]
      }
    }
    for group in optionGroups() {
      lines += heading(group.heading)
      for option in group.options {
        let explanation = Self.explanation(of: option).replacing("\u{A0}", with: " ")
        lines += [".TP", ".B \(roff(option.usage))", roff(explanation)]
      }
    }
    guard !examples.isEmpty else { return lines }
    lines += heading("Examples")
    for example in examples {
      lines += [".TP", ".B \(roff(example.line))", roff(example.explanation)]
    }
    return lines
  }
}

/// A text as roff reads it: a hyphen is one that can be copied, and no line is a request.
private func roff(_ text: String) -> String {
  let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    .replacing("\"", with: "\\(dq")
  return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
}

extension String {
  /// The text with a capital at its beginning.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
