import Testing

@testable import RecurCommand

@Suite("Help page")
struct HelpPageTests {
  @Test("a page shows usage, discussion, arguments, options by heading, and examples")
  func wholePage() {
    let page = HelpPage(Demonstration.train, path: "recur charlm train").lines
    #expect(
      page.joined(separator: "\n") == """
        recur charlm train: train a model on text files

        Usage: recur charlm train [options] --output MODEL TEXT...

        First line and more.

        Second.

        Arguments:
          TEXT...             Text files

        Model:
          --cell KIND         The cell (rnn, lstm, gru; default: lstm)
          --hidden-size N     Hidden units of each layer (default: 128)
          --sizes N,N...      Sizes (default: 64,128)
          --dropout X         Share of the connections between layers dropped
                              (default: 0)
          --unit UNIT         What a symbol is (character, scalar, byte;
                              default: scalar)

        Training:
          --learning-rate X   Step size (default: 0.002)
          --epochs N          Passes over the text (default: 50)
          --seed N            Of the generator (default: 123)
          --limit X           A bound
          --resume            Continue where the model stopped

        Other:
          --top-k N           Symbols to choose from
          --stop TEXT         Texts that end a sample
          --prime TEXT        The beginning
          -o, --output MODEL  Where the model goes (required)
          --log FILE          One JSON object per line

        General:
          --quiet             No progress on standard error; only warnings and errors
          -h, --help          Show this page

        Examples:
          recur charlm train story.txt -o story
              Trains with the defaults.
          recur charlm train a b --output m --cell gru
              Trains on two files.
        """)
  }

  @Test("a name too long for its column has a line of its own")
  func longName() {
    let long = Option<Int>(
      "a-name-longer-than-its-column", default: 1, range: 0..., help: "Explained below")
    let command = Command(
      "c", summary: "s", groups: [OptionGroup("Long", [long])], examples: []
    ) { _, _ in }
    let lines = HelpPage(command, path: "c").lines
    #expect(lines.contains("  --a-name-longer-than-its-column N"))
    #expect(lines.contains(String(repeating: " ", count: 30) + "Explained below (default: 1)"))
  }

  @Test(
    "text is broken at spaces, and never inside a word",
    arguments: [
      ("", 10, []), ("one", 10, ["one"]), ("one two", 7, ["one two"]),
      ("one two", 6, ["one", "  two"]), ("incomprehensible it", 5, ["incomprehensible", "  it"]),
      ("日本 語", 6, ["日本", "  語"]), ("日本 語", 7, ["日本 語"]),
    ] as [(String, Int, [String])])
  func wrapping(text: String, width: Int, expected: [String]) {
    #expect(wrapped(text, width: width, indent: 2) == expected)
  }

  /// Every command of the program with the words that call it.
  private static func pages(of command: Command, path: String) -> [(command: Command, path: String)]
  {
    [(command, path)] + command.subcommands.flatMap { pages(of: $0, path: "\(path) \($0.name)") }
  }

  @Test("no page of the program is wider than 80 columns")
  func widths() {
    for page in Self.pages(of: RecurProgram.command, path: "recur") {
      for line in HelpPage(page.command, path: page.path).lines {
        #expect(displayWidth(line) <= 80, "\(page.path): \(line)")
      }
    }
  }

  @Test("every command of the program has two examples or more, and its own parser takes them")
  func examples() throws {
    for page in Self.pages(of: RecurProgram.command, path: "recur") where page.command.run != nil {
      #expect(page.command.examples.count >= 2, "\(page.path)")
      for example in page.command.examples {
        let words = shellWords(example.line)
        let call = page.path.split(separator: " ").map(String.init)
        #expect(words.starts(with: call), "\(example.line)")
        #expect(throws: Never.self, "\(example.line)") {
          var parser = ArgumentParser(page.command, path: page.path)
          _ = try parser.parse(words.dropFirst(call.count))
        }
      }
    }
  }

  @Test("the words of an example are those the shell would pass")
  func splitting() {
    #expect(
      shellWords("recur a --b 'c d' \"e f\" | head -c 9") == ["recur", "a", "--b", "c d", "e f"])
    #expect(shellWords("recur a > out") == ["recur", "a"])
  }

  /// The words of a line of shell up to a pipe or a redirection; quotes, but no escapes.
  private func shellWords(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
      switch character {
      case quote: quote = nil
      case "'" where quote == nil, "\"" where quote == nil:
        quote = character
        word = word ?? ""
      case "|" where quote == nil, ">" where quote == nil: return words
      case " " where quote == nil:
        if let finished = word { words.append(finished) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
