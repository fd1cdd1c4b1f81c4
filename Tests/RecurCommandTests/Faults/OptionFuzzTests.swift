import Foundation
import TensorCore
import Terminal
import TerminalTesting
import Testing

@testable import RecurCommand

/// Random words through the parser of every command, none of which is run: nothing traps, and what
/// is refused is refused in two lines that a person can read.
@Suite("Random options")
struct OptionFuzzTests {
  /// 1,500, or as many as `RECUR_FUZZ` says; `RECUR_FUZZ_FROM` asks for other seeds.
  private static let count =
    ProcessInfo.processInfo.environment["RECUR_FUZZ"].flatMap { Int($0) } ?? 1500

  @Test("no command line traps, and every refusal is short", arguments: [1, 2, 3])
  func lines(seed: UInt64) {
    let root = Self.inert(Command.recur)
    let program = Program(root: root, version: "1")
    let commands = Self.commands(of: root, path: [])
    let first = ProcessInfo.processInfo.environment["RECUR_FUZZ_FROM"].flatMap { UInt64($0) } ?? 0
    var generator = RandomGenerator(seed: first &* 3 &+ seed)
    var codes: [ExitCode: Int] = [:]
    for _ in 0..<Self.count / 3 {
      let (command, path) = commands[Self.index(commands.count, &generator)]
      let words = path + Self.words(for: command, &generator)
      let (output, diagnostics) = (MemorySink(), MemorySink())
      let code = program.run(words, console: Console(output: output, diagnostics: diagnostics))
      codes[code, default: 0] += 1
      let said = diagnostics.text
      #expect(code == .success || code == .usage, "\(words)")
      #expect(said.isEmpty == (code == .success), "\(words)")
      #expect(said.isEmpty || said.hasPrefix("recur: "), "\(words)")
      #expect(said.split(separator: "\n").count <= 2, "\(words): \(said)")
      #expect(said.unicodeScalars.count <= 400, "\(words): \(said)")
    }
    #expect(codes[.success, default: 0] > 0 && codes[.usage, default: 0] > 0)
  }

  /// The same tree, in which nothing is run.
  private static func inert(_ command: Command) -> Command {
    let subcommands = command.subcommands.map(inert)
    // Every command adds the last group itself.
    guard command.run != nil else {
      return Command(
        command.name, summary: command.summary, options: command.options.dropLast(),
        subcommands: subcommands)
    }
    return Command(
      command.name, summary: command.summary, positionals: command.positionals,
      groups: command.groups.dropLast(), examples: [], subcommands: subcommands
    ) { _, _ in }
  }

  private static func commands(
    of command: Command, path: [String]
  ) -> [(command: Command, path: [String])] {
    [(command, path)]
      + command.subcommands.flatMap { commands(of: $0, path: path + [$0.name]) }
  }

  private static func index(_ count: Int, _ generator: inout RandomGenerator) -> Int {
    Int(generator.next() % UInt64(count))
  }

  private static func words(
    for command: Command, _ generator: inout RandomGenerator
  ) -> [String] {
    var words: [String] = []
    for _ in 0..<index(8, &generator) {
      guard index(5, &generator) > 0 else {
        words.append(value(&generator))
        continue
      }
      let option = command.options[index(command.options.count, &generator)]
      let name = index(6, &generator) == 0 ? misspelt(option.name, &generator) : option.name
      let value =
        if !option.choices.isEmpty, index(2, &generator) == 0 {
          option.choices[index(option.choices.count, &generator)]
        } else if let text = option.defaultTexts.last, index(2, &generator) == 0 {
          text
        } else {
          value(&generator)
        }
      switch index(option.placeholder == nil ? 2 : 8, &generator) {
      case 0: words.append("--\(name)")
      case 1: words.append(option.shortName.map { "-\($0)\(value)" } ?? "--\(name)")
      case 2...4: words += ["--\(name)", value]
      default: words.append("--\(name)=\(value)")
      }
    }
    return words
  }

  private static func misspelt(_ name: String, _ generator: inout RandomGenerator) -> String {
    var scalars = Array(name.unicodeScalars)
    let position = index(scalars.count, &generator)
    switch index(3, &generator) {
    case 0: scalars.remove(at: position)
    case 1: scalars.insert(odd[index(odd.count, &generator)], at: position)
    default: scalars.swapAt(position, scalars.count - 1)
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private static func value(_ generator: inout RandomGenerator) -> String {
    if index(3, &generator) > 0 { return fixed[index(fixed.count, &generator)] }
    let count = index(4, &generator) == 0 ? index(3000, &generator) : index(12, &generator)
    let isOne = index(3, &generator) == 0
    let first = odd[index(odd.count, &generator)]
    return String(
      String.UnicodeScalarView(
        (0..<count).map { _ in isOne ? first : odd[index(odd.count, &generator)] }))
  }

  private static let odd: [Unicode.Scalar] = [
    "-", "=", ",", ".", "0", "7", "9", "e", "o", "x", " ", "\t", "\n", "\r", "\0", "\u{1B}",
    "'", "\"", "\\", "/", "é", "日", "🙂", "\u{301}", "\u{338}", "\u{200D}", "\u{FE0F}", "\u{93F}",
    "\u{202E}", "\u{2028}", "\u{FEFF}", "\u{10FFFF}",
  ]

  private static let fixed = [
    "", "-", "--", "---", "=", "--=", "-=", "-o", "-o=", "-h=", "0", "-0", "+1", "1", "-1", "7",
    "0.5", "1e-3", "1e309", "-1e-400", "nan", "-inf", "0x10", "00", "1_000", "٣",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615",
    "1,2,3", "1,,2", ",", "1.5G", "2MiB", "8EiB", "MiB", "0k", "true", "text", "a/b", "m.html",
    "help", "train", "-1.5", "--cell", "--no-such-option", "--hidden-size=", "--seed",
  ]
}
