import Terminal
import Testing

@testable import RecurCommand

@Suite("Help of the commands")
struct CommandHelpTests {
  /// Every command of the program with the words that call it.
  private static func pages(of command: Command, path: String) -> [(command: Command, path: String)]
  {
    [(command, path)] + command.subcommands.flatMap { pages(of: $0, path: "\(path) \($0.name)") }
  }

  @Test("no page of the program is wider than 80 columns")
  func widths() {
    for page in Self.pages(of: Command.recur, path: "recur") {
      for line in page.command.help(path: page.path) {
        #expect(displayWidth(line) <= 80, "\(page.path): \(line)")
      }
    }
  }

  @Test("every command of the program has two examples or more, and its own parser takes them")
  func examples() throws {
    for page in Self.pages(of: Command.recur, path: "recur") where page.command.run != nil {
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
