import Testing

@testable import Terminal

@Suite("Argument errors")
struct ArgumentErrorTests {
  private func message(_ words: [String]) -> String? {
    do {
      _ = try Demonstration.parse(words)
      return nil
    } catch {
      let failure = CommandFailure(ending: error)
      return failure.exitCode == .usage ? failure.message : "exit code \(failure.exitCode)"
    }
  }

  @Test(
    "a number that is not allowed is shown with what is",
    arguments: [
      ("--hidden-size=0", "--hidden-size: 0 is out of range (1 to 65536)"),
      ("--hidden-size=-5", "--hidden-size: -5 is out of range (1 to 65536)"),
      ("--hidden-size=65537", "--hidden-size: 65537 is out of range (1 to 65536)"),
      (
        "--hidden-size=99999999999999999999",
        "--hidden-size: 99999999999999999999 is out of range (1 to 65536)"
      ),
      ("--hidden-size=nan", "--hidden-size: 'nan' is not a whole number (1 to 65536)"),
      ("--hidden-size=1.5", "--hidden-size: '1.5' is not a whole number (1 to 65536)"),
      ("--hidden-size=1e3", "--hidden-size: '1e3' is not a whole number (1 to 65536)"),
      ("--hidden-size=0x10", "--hidden-size: '0x10' is not a whole number (1 to 65536)"),
      ("--hidden-size= 7", "--hidden-size: ' 7' is not a whole number (1 to 65536)"),
      ("--hidden-size=７", "--hidden-size: '７' is not a whole number (1 to 65536)"),
      ("--hidden-size=--7", "--hidden-size: '--7' is not a whole number (1 to 65536)"),
      (
        "--hidden-size=",
        "--hidden-size: the value is empty; expected a whole number (1 to 65536)"
      ),
      ("--epochs=-1", "--epochs: -1 is out of range (0 or more)"),
      ("--seed=-1", "--seed: -1 is out of range (0 or more)"),
      ("--top-k=0", "--top-k: 0 is out of range (1 to 1000)"),
      ("--sizes=1,,2", "--sizes: the value is empty; expected a whole number (1 to 512)"),
      ("--sizes=1,513", "--sizes: 513 is out of range (1 to 512)"),
      ("--learning-rate=0", "--learning-rate: 0 is out of range (above 0)"),
      ("--learning-rate=-1e-3", "--learning-rate: -1e-3 is out of range (above 0)"),
      ("--learning-rate=1e-999", "--learning-rate: 1e-999 is out of range (above 0)"),
      ("--learning-rate=1e999", "--learning-rate: 1e999 is too large (above 0)"),
      ("--learning-rate=nan", "--learning-rate: 'nan' is not a finite number (above 0)"),
      ("--learning-rate=-inf", "--learning-rate: '-inf' is not a finite number (above 0)"),
      ("--learning-rate=0x1p3", "--learning-rate: '0x1p3' is not a number (above 0)"),
      ("--learning-rate=1,5", "--learning-rate: '1,5' is not a number (above 0)"),
      ("--learning-rate=e", "--learning-rate: 'e' is not a number (above 0)"),
      (
        "--learning-rate=", "--learning-rate: the value is empty; expected a number (above 0)"
      ),
      ("--dropout=1", "--dropout: 1 is out of range (0 to below 1)"),
      ("--limit=1.01", "--limit: 1.01 is out of range (0 to 1)"),
    ])
  func numbers(word: String, expected: String) {
    #expect(message(["a", "-o", "m", word]) == expected)
  }

  @Test(
    "a word that is no choice is shown with the choices, and the one probably meant",
    arguments: [
      ("--cell=ltsm", "--cell: 'ltsm' is not one of rnn, lstm, gru; did you mean 'lstm'?"),
      ("--cell=LSTM", "--cell: 'LSTM' is not one of rnn, lstm, gru; did you mean 'lstm'?"),
      ("--cell=transformer", "--cell: 'transformer' is not one of rnn, lstm, gru"),
      ("--cell=", "--cell: the value is empty; expected one of rnn, lstm, gru"),
      (
        "--unit=char",
        "--unit: 'char' is not one of character, scalar, byte; did you mean 'character'?"
      ),
    ])
  func choices(word: String, expected: String) {
    #expect(message(["a", "-o", "m", word]) == expected)
  }

  @Test(
    "an unknown option is answered with the one probably meant, or the way to the help",
    arguments: [
      ("--hiden-size", "unknown option '--hiden-size'; did you mean '--hidden-size'?"),
      ("--hiden-size=3", "unknown option '--hiden-size'; did you mean '--hidden-size'?"),
      ("--hidden", "unknown option '--hidden'; did you mean '--hidden-size'?"),
      ("-hidden-size", "unknown option '-hidden-size'; did you mean '--hidden-size'?"),
      ("--colour", "unknown option '--colour'; see 'recur charlm train --help'"),
      ("-x", "unknown option '-x'; see 'recur charlm train --help'"),
      ("--=3", "unknown option '--'; see 'recur charlm train --help'"),
      ("--\u{301}cell", "unknown option '--\u{301}cell'; did you mean '--cell'?"),
      ("-\u{301}", "unknown option '-\u{301}'; see 'recur charlm train --help'"),
      ("--a\nb", "unknown option '--a\\nb'; see 'recur charlm train --help'"),
    ])
  func unknownOptions(word: String, expected: String) {
    #expect(message(["a", "-o", "m", word]) == expected)
  }

  @Test(
    "an option of another program is answered with its name here, where the command has that",
    arguments: [
      ("--lr", "unknown option '--lr'; it is --learning-rate here"),
      ("-LR=3", "unknown option '-LR=3'; it is --learning-rate here"),
      ("--rnn_size", "unknown option '--rnn_size'; it is --hidden-size here"),
      ("-optim", "unknown option '-optim'; there is none"),
      ("-output", "unknown option '-output'; did you mean '--output'?"),
      ("--absent", "unknown option '--absent'; see 'recur charlm train --help'"),
      ("--either", "unknown option '--either'; it is --epochs here"),
    ])
  func synonyms(word: String, expected: String) {
    let known: OptionSynonyms = [
      "lr": "it is --learning-rate here", "rnn-size": "it is --hidden-size here",
      "optim": "there is none", "absent": "it is --beam here",
      "either": "it is --beam here|it is --epochs here",
    ]
    var parser = ArgumentParser(
      Demonstration.train, path: "recur charlm train", synonyms: known)
    #expect(throws: CommandFailure.usage(expected)) { _ = try parser.parse(["a", word, "3"]) }
  }

  @Test(
    "a line end, a tab and a backslash can be written in one word",
    arguments: [
      (#"a\nb"#, "a\nb"), (#"\t\\n"#, "\t\\n"), (#"\begin\"#, #"\begin\"#), ("", ""),
      (#"\\\\"#, #"\\"#),
    ])
  func escapes(text: String, expected: String) {
    #expect(text.unescaped == expected)
  }

  @Test(
    "a missing or superfluous value is named",
    arguments: [
      (
        ["a", "--hidden-size"],
        "--hidden-size: the value is missing; expected a whole number, 1 to 65536"
      ),
      (
        ["a", "--cell", "--epochs", "3"],
        "--cell: the value is missing; expected one of rnn, lstm, gru"
      ),
      (
        ["a", "--prime", "-- x"],
        "--prime: the value is missing; expected a text\nif '-- x' is meant, write '--prime=-- x'"
      ),
      (
        ["a", "--prime", "--epochs=3"], "--prime: the value is missing; expected a text"
      ),
      (["a", "--sizes=1,\u{301}2"], "--sizes: '\u{301}2' is not a whole number (1 to 512)"),
      (["a", "--log"], "--log: the value is missing; expected a path"),
      (["a", "-o"], "--output: the value is missing; expected a path"),
      (["a", "-o="], "--output: the path is empty"),
      (["a", "--resume=yes"], "--resume: a flag takes no value, found 'yes'"),
    ])
  func values(words: [String], expected: String) {
    #expect(message(words) == expected)
  }

  @Test("what is missing or too much is said with the usage on a second line")
  func usageLine() {
    let usage = "Usage: recur charlm train [options] --output MODEL TEXT..."
    #expect(message(["-o", "m"]) == "TEXT is missing\n\(usage)")
    #expect(message(["a"]) == "--output is missing; expected a path\n\(usage)")
    #expect(message(["", "-o", "m"]) == "TEXT: the argument is empty")
    let extra = Demonstration.run("charlm sample m f more")
    #expect(
      extra.diagnostics == """
        recur: unexpected argument 'more'
        Usage: recur charlm sample [options] MODEL [FILE]

        """)
    #expect(extra.code == .usage)
  }

  @Test("a wrong value is an error even where a later one overrides it")
  func overriddenValue() {
    let words = ["a", "-o", "m", "--epochs=x", "--epochs=3"]
    #expect(message(words) == "--epochs: 'x' is not a whole number (0 or more)")
  }

  @Test("an absurdly long value is cut")
  func longValue() throws {
    let nines = String(repeating: "9", count: 5000)
    let text = try #require(message(["a", "-o", "m", "--epochs", nines]))
    #expect(text == "--epochs: \(nines.prefix(40))… is out of range (0 or more)")
  }

  @Test(
    "the words closest to a misspelt one are found",
    arguments: [
      ("lstm", "lstm", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3),
      ("ab", "ba", 1), ("ca", "abc", 3), ("hiden", "hidden", 1),
    ])
  func distances(first: String, second: String, expected: Int) {
    #expect(editDistance(first, second) == expected)
    #expect(editDistance(second, first) == expected)
  }

  @Test("a word unlike any other, or too long to compare, suggests nothing")
  func noSuggestion() {
    #expect(suggestion(for: "banana", among: ["train", "sample"]) == nil)
    #expect(suggestion(for: "s", among: ["sample"]) == nil)
    #expect(suggestion(for: "lr", among: ["l2", "l1"]) == nil)
    #expect(suggestion(for: "sa", among: ["sample", "save"]) == nil)
    #expect(suggestion(for: "train", among: []) == nil)
    #expect(suggestion(for: "a" + String(repeating: "b", count: 64), among: ["ab"]) == nil)
  }
}
