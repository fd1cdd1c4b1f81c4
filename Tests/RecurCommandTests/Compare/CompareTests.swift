import Charts
import Foundation
import SequenceModels
import SequenceTraining
import Terminal
import TerminalTesting
import Testing

@testable import RecurCommand

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// One small comparison of everything, in this process; the memory meter belongs to the process, so
/// that bytes are checked in a child.
@Suite("compare: results")
struct CompareTests {
  private static let comparison: Comparison = {
    var settings = CompareSettings()
    settings.cells = [.rnn, .peepholeLSTM]
    settings.hiddenSizes = [3, 5]
    settings.sequenceLengths = [4, 9]
    settings.blockLength = 2
    settings.characters = 64
    settings.updateEvery = 4
    // More than it takes: nothing is left out for want of time.
    settings.seconds = 60
    let text = ComparisonText(vocabularySize: 4, settings)
    let console = Console(output: MemorySink(), diagnostics: MemorySink())
    return ComparisonRun(settings, text, console).run()
  }()

  private var comparison: Comparison { Self.comparison }

  private func object() throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(comparison.json.utf8)) as? [String: Any])
  }

  @Test("every combination has an entry, and those that cannot be had a reason")
  func entries() {
    #expect(comparison.entries.count == 2 * 2 * 2 * GradientMethod.allCases.count)
    for entry in comparison.entries {
      let isPossible = !(entry.trainer == .kfRTRL && entry.cell == .peepholeLSTM)
      #expect((entry.measurement != nil) == isPossible, "\(entry)")
      #expect(isPossible || entry.reason?.hasPrefix("not possible: ") == true)
    }
  }

  @Test(
    "exact methods are exact to 1e-12 in every block, others are not", arguments: [true, false])
  func gradients(isExact: Bool) throws {
    for entry in comparison.entries where entry.trainer.isExact == isExact {
      guard let error = entry.measurement?.error else { continue }
      if isExact {
        #expect(error.largest <= 1e-12, "\(entry.trainer.name): \(error)")
        #expect(error.blocks.count >= 5 && error.symbols == entry.sequenceLength)
      } else if [.uoro, .eProp, .rflo].contains(entry.trainer) {
        #expect(error.largest > 1e-6)
      }
    }
  }

  @Test("the columns of the CSV file are the members of the JSON file")
  func formats() throws {
    let lines = comparison.csv.split(separator: "\n").map(String.init)
    let names = lines[0].split(separator: ",").map(String.init)
    let combinations = try #require(try object()["combinations"] as? [[String: Any]])
    #expect(lines.count == combinations.count + 1 && combinations.count == comparison.entries.count)
    for (line, members) in zip(lines.dropFirst(), combinations) {
      let cells = Self.cells(line)
      #expect(cells.count == names.count)
      #expect(Set(members.keys) == Set(names + ["blocks"]))
      for (name, cell) in zip(names, cells) {
        switch members[name] {
        case let text as String: #expect(cell == text)
        case let number as NSNumber:
          #expect(Double(cell).map { abs($0 / number.doubleValue - 1) < 1e-12 || $0 == 0 } == true)
        default: #expect(cell.isEmpty, "\(name): \(cell)")
        }
      }
    }
  }

  /// The cells of a line without line ends in them.
  private static func cells(_ line: String) -> [String] {
    var (cells, isQuoted) = ([""], false)
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }

  @Test("exponents, crossover lengths, the dial and learning are in the JSON file")
  func parts() throws {
    let object = try object()
    let exponents = try #require(object["exponents"] as? [[String: Any]])
    #expect(exponents.count == 2 * GradientMethod.allCases.count - 1)
    #expect(exponents.allSatisfy { $0["hidden_sizes"] as? [Double] == [3, 5] })
    let crossovers = try #require(object["crossovers"] as? [[String: Any]])
    #expect(crossovers.count == 2 * CrossoverLength.Kind.allCases.count)
    let dial = try #require(object["dial"] as? [String: Any])
    let points = try #require(dial["points"] as? [[String: Any]])
    #expect(points.compactMap { $0["block_length"] as? Int } == [1, 1, 2, 2, 4, 4, 8, 8])
    let learning = try #require(object["learning"] as? [[String: Any]])
    #expect(
      learning.compactMap { $0["trainer"] as? String } == GradientMethod.allCases.map(\.name))
    #expect(learning.allSatisfy { ($0["points"] as? [Any])?.isEmpty == false })
    #expect(object["complete"] as? Bool == true)
  }

  @Test("the page is well-formed, loads nothing, and names every trainer and cell")
  func page() throws {
    let html = ComparisonPage(comparison).page.html
    let parser = XMLParser(data: Data(html.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    for trainer in GradientMethod.allCases { #expect(html.contains(">\(trainer.name)<")) }
    for cell in comparison.settings.cells { #expect(html.contains(cell.rawValue)) }
    #expect(html.contains("kf-rtrl with lstm-peepholes is not possible"))
    #expect(!html.contains("<script") && !html.contains("src=") && !html.contains("url("))
    #expect(html.components(separatedBy: "<figure").count > 10)
  }

  @Test("the tables are at most 100 columns wide and name every trainer")
  func tables() {
    let tables = comparison
    let lines = tables.lines + tables.legend
    for line in lines { #expect(displayWidth(line) <= 100, "\(line)") }
    for trainer in GradientMethod.allCases {
      #expect(lines.contains { $0.hasPrefix(trainer.name + " ") })
    }
    #expect(lines.contains { $0.contains("kf-rtrl: not possible") })
    #expect(lines.contains { $0.hasPrefix("- In double precision") })
  }

  @Test("a comparison of nothing possible still has its tables and page")
  func empty() {
    var settings = CompareSettings()
    (settings.cells, settings.trainers) = ([.gru], [.kfRTRL])
    (settings.characters, settings.seconds) = (20, 0.05)
    let console = Console(output: MemorySink(), diagnostics: MemorySink())
    let comparison = ComparisonRun(
      settings, ComparisonText(vocabularySize: 3, settings), console
    ).run()
    #expect(comparison.lines.contains { $0.contains("not possible") })
    #expect(ComparisonPage(comparison).page.html.contains("kf-rtrl"))
    #expect(comparison.csv.split(separator: "\n").count == 2)
  }

  @Test("what needs more than the memory limit is skipped with the reason")
  func memory() {
    var settings = CompareSettings()
    (settings.trainers, settings.hiddenSizes) = ([.bptt, .rtrl], [32, 4000])
    (settings.memoryLimit, settings.seconds) = (200_000, 0.05)
    let console = Console(output: MemorySink(), diagnostics: MemorySink())
    let comparison = ComparisonRun(
      settings, ComparisonText(vocabularySize: 3, settings), console
    ).run()
    let reasons = comparison.entries.map { $0.reason ?? "measured" }
    #expect(reasons[0] == "measured")
    #expect(reasons[1].hasPrefix("skipped: it would hold "))
    #expect(reasons[2...].allSatisfy { $0.hasPrefix("skipped: the models alone need ") })
  }
}
