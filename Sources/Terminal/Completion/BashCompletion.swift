/// The script for bash: a function that finds the command in the words so far and then offers the
/// values of an option, the options, or subcommands and files.
func bashCompletion(_ calls: [Command.Call]) -> String {
  let name = calls[0].path
  var lines = [
    "# Completion of \(name) for bash.",
    "_\(name)() {",
    "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\"",
    "  local path=\"\(name)\" i options=\"\" words=\"\" files=\"\"",
    // The value of --option=value comes as a word of its own, after the sign.
    "  if [[ $cur == = ]]; then cur=\"\"",
    "  elif [[ $prev == = ]]; then prev=\"${COMP_WORDS[COMP_CWORD-2]}\"; fi",
    "  for ((i = 1; i < COMP_CWORD; i++)); do",
    "    case \"$path ${COMP_WORDS[i]}\" in",
    "      \(calls.dropFirst().map { "'\($0.path)'" }.joined(separator: "|")))",
    "        path+=\" ${COMP_WORDS[i]}\" ;;",
    "    esac",
    "  done",
    "  case \"$path $prev\" in",
  ]
  for (path, command) in calls {
    for option in command.options where option.placeholder != nil {
      let pattern = option.spellings.map { "'\(path) \($0)'" }.joined(separator: "|")
      let values =
        !option.choices.isEmpty
        ? "-W \(singleQuoted(option.choices.joined(separator: " ")))" : option.takesPath ? "-f" : ""
      lines.append(
        values.isEmpty
          ? "    \(pattern)) return ;;"
          : "    \(pattern)) COMPREPLY=($(compgen \(values) -- \"$cur\")); return ;;")
    }
  }
  lines += ["  esac", "  case \"$path\" in"]
  for (path, command) in calls {
    let options = command.options.flatMap(\.spellings).joined(separator: " ")
    let words = command.subcommands.map(\.name).joined(separator: " ")
    lines.append(
      "    '\(path)') options='\(options)' words='\(words)'"
        + (command.takesFiles ? " files=1 ;;" : " ;;"))
  }
  return
    (lines + [
      "  esac",
      "  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")); return; fi",
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))",
      "  [[ -n $files ]] && COMPREPLY+=($(compgen -f -- \"$cur\"))",
      "  return 0",
      "}",
      "complete -o filenames -F _\(name) \(name)",
    ]).joined(separator: "\n")
}
