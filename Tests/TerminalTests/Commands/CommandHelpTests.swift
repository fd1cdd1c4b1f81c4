import Testing

@testable import Terminal

@Suite("Help page")
struct CommandHelpTests {
  @Test("a page shows usage, discussion, arguments, options by heading, and examples")
  func wholePage() {
    let page = Demonstration.train.help(path: "recur charlm train")
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

  private static let usedMost = Command(
    "c", summary: "s", discussion: "Long words.", usedMost: [Demonstration.epochs],
    groups: [Demonstration.training, OptionGroup("One", [Demonstration.topK])],
    examples: [("c a", "Does a.")]
  ) { _, _ in }

  @Test("what is used most stands first, once, and alone on the short page")
  func shortPage() {
    let page = Self.usedMost.help(path: "c")
    let headings = page.filter { $0.hasSuffix(":") && !$0.hasPrefix(" ") }
    #expect(headings == ["Used most:", "Training:", "One:", "General:", "Examples:"])
    #expect(page.count { $0.contains("--epochs") } == 1)
    #expect(
      Self.usedMost.help(path: "c", isShort: true).joined(separator: "\n") == """
        c: s

        Usage: c [options]

        Used most:
          --epochs N  Passes over the text (default: 50)

        Examples:
          c a
              Does a.

        'c --help' explains all 8 options.
        """)
  }

  @Test("headings and names are bold on a terminal, in the same columns")
  func style() {
    let plain = Demonstration.train.help(path: "c")
    let coloured = Demonstration.train.help(path: "c", style: .coloured)
    #expect(coloured.contains("\u{1B}[1mModel:\u{1B}[0m"))
    let stripped = coloured.map {
      $0.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "")
    }
    #expect(stripped == plain)
  }

  @Test("a manual page has every option, as roff reads it")
  func manual() {
    let page = Demonstration.root.manual(path: "recur", source: "recur 1")
    #expect(page.first == ".TH \"RECUR\" 1 \"\" \"recur 1\" \"User Commands\"")
    #expect(page.contains(".SS \"recur charlm train\""))
    #expect(page.contains(".B \\-o, \\-\\-output MODEL"))
    #expect(page.allSatisfy { !$0.isEmpty && !$0.contains("\u{A0}") })
    let one = Demonstration.train.manual(path: "recur charlm train", source: "recur 1")
    #expect(one.contains(".SH \"TRAINING\""))
  }

  @Test("a name too long for its column has a line of its own")
  func longName() {
    let long = Option<Int>(
      "a-name-longer-than-its-column", default: 1, range: 0..., help: "Explained below")
    let command = Command(
      "c", summary: "s", groups: [OptionGroup("Long", [long])], examples: []
    ) { _, _ in }
    let lines = command.help(path: "c")
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
}
