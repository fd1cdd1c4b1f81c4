/// The script for fish: a line for each option and each subcommand, under the condition that the
/// words so far call its command.
func fishCompletion(_ calls: [Command.Call]) -> String {
  let name = calls[0].path
  let function = "__\(name)_calls"
  var lines = [
    "# Completion of \(name) for fish.",
    "function \(function)",
    "  set -l path \(name)",
    "  for word in (commandline -opc)[2..-1]",
    "    switch \"$path $word\"",
    "      case \(calls.dropFirst().map { "'\($0.path)'" }.joined(separator: " "))",
    "        set path \"$path $word\"",
    "    end",
    "  end",
    "  test \"$path\" = \"$argv\"",
    "end",
    "complete -c \(name) -f",
  ]
  for (path, command) in calls {
    let condition = "complete -c \(name) -n \(fishQuoted("\(function) \(path)"))"
    if command.takesFiles { lines.append("\(condition) -F") }
    lines += command.subcommands.map {
      "\(condition) -a \($0.name) -d \(fishQuoted($0.summary))"
    }
    lines += command.options.map { option in
      var words = [condition, "-l \(option.name)"]
      if let letter = option.shortName { words.append("-s \(letter)") }
      if option.placeholder != nil {
        words.append(option.takesPath ? "-r -F" : "-x")
        if !option.choices.isEmpty {
          words.append("-a \(fishQuoted(option.choices.joined(separator: " ")))")
        }
      }
      return (words + ["-d \(fishQuoted(option.help))"]).joined(separator: " ")
    }
  }
  return lines.joined(separator: "\n")
}

/// A text in single quotes of fish, in which a backslash keeps its meaning.
private func fishQuoted(_ text: String) -> String {
  "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
}
