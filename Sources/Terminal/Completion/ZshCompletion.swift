/// The script for zsh: a function for each command that tells `_arguments` its options.
func zshCompletion(_ calls: [Command.Call]) -> String {
  let name = calls[0].path
  var lines = ["#compdef \(name)", "# Completion of \(name) for zsh."]
  for (path, command) in calls {
    lines += ["", "\(zshFunction(path))() {"]
    var specifications = command.options.flatMap(zshSpecifications)
    if command.subcommands.isEmpty {
      if command.takesFiles { specifications.append("'*:argument:_files'") }
      lines += ["  _arguments -s \\"] + zshContinued(specifications) + ["}"]
      continue
    }
    specifications += ["'1: :->command'", "'*:: :->rest'"]
    lines += ["  local context state state_descr line", "  typeset -A opt_args"]
    lines += ["  _arguments -C -s \\"] + zshContinued(specifications)
    lines += ["  case $state in", "    command)", "      local -a commands=("]
    lines += command.subcommands.map {
      "        \(singleQuoted("\($0.name):\($0.summary.replacing(":", with: "\\:"))"))"
    }
    lines += [
      "      )", "      _describe command commands ;;", "    rest)", "      case $words[1] in",
    ]
    lines += command.subcommands.map {
      "        \($0.name)) \(zshFunction("\(path) \($0.name)")) ;;"
    }
    lines += ["      esac ;;", "  esac", "}"]
  }
  // Read by `compinit` the file is the function itself; sourced, it names it.
  lines += [
    "", "if [[ $ZSH_EVAL_CONTEXT == *loadautofunc* ]]; then _\(name) \"$@\"",
    "else compdef _\(name) \(name); fi",
  ]
  return lines.joined(separator: "\n")
}

private func zshFunction(_ path: String) -> String { "_" + path.replacing(" ", with: "_") }

private func zshContinued(_ specifications: [String]) -> [String] {
  specifications.enumerated().map { index, text in
    "    \(text)" + (index < specifications.count - 1 ? " \\" : "")
  }
}

/// `'--cell=[The recurrent cell]:CELL:(rnn lstm)'`, and another one for the short name.
private func zshSpecifications(_ option: any CommandOption) -> [String] {
  var help = ""
  for character in option.help {
    // What would end the explanation, or begin what follows it.
    help += "[]:\\".contains(character) ? "\\\(character)" : String(character)
  }
  let value = option.placeholder.map { placeholder in
    let action =
      !option.choices.isEmpty
      ? "(\(option.choices.joined(separator: " ")))" : option.takesPath ? "_files" : " "
    return ":\(placeholder.replacing(":", with: "\\:")):\(action)"
  }
  return option.spellings.map { spelling in
    let mark = value == nil ? "" : spelling.hasPrefix("--") ? "=" : "+"
    return singleQuoted("*\(spelling)\(mark)[\(help)]\(value ?? "")")
  }
}
