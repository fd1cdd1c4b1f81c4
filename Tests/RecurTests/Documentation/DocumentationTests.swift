import Foundation
import Recur
import Testing

/// The pages' programs are those that are compiled and run here.
@Suite("Documentation")
struct DocumentationTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The lines of a compiled example, without their common indent.
  private static func example(_ name: String) throws -> [String] {
    let lines = try text("Tests/RecurTests/Documentation/Examples.swift")
      .split(separator: "\n", omittingEmptySubsequences: false)
    let first = try #require(lines.firstIndex(of: "  // example: \(name)"), "\(name)")
    let last = try #require(lines[first...].firstIndex(of: "  // end"), "\(name)")
    return lines[(first + 1)..<last].map { String($0.dropFirst(2)) }
  }

  @Test(
    "shows programs that compile",
    arguments: [
      "TensorCore", "Differentiation", "SequenceModels", "SequenceTraining", "TextModeling",
      "ModelFiles", "Networks",
    ])
  func pages(module: String) throws {
    let page = try Self.text("Sources/\(module)/\(module).docc/\(module).md")
    let program = (["import Recur", ""] + (try Self.example(module))).joined(separator: "\n")
    #expect(page.contains("```swift\n\(program)\n```"), "\(module).md")
  }

  @Test("shows one program in the README and on the library's page")
  func program() throws {
    func block(_ path: String) throws -> [Substring] {
      let parts = try Self.text(path).components(separatedBy: "```")
      let block = try #require(parts.first { $0.hasPrefix("swift\nimport Recur\n") })
      return block.split(separator: "\n").filter { !$0.contains("TextFile.read") }
    }
    #expect(try block("README.md") == block("Sources/Recur/Recur.docc/Recur.md"))
  }

  @Test("promises what tests hold")
  func promises() throws {
    let names = try Self.text("Sources/Recur/Recur.docc/Promises.md")
      .split(separator: "\n").filter { $0.hasPrefix("  - Test: ") }.map { $0.dropFirst(10) }
    #expect(names.count > 30)
    let paths = try FileManager.default.subpathsOfDirectory(
      atPath: Self.root.appending(path: "Tests").path)
    let tests = try paths.filter { $0.hasSuffix("Tests.swift") }.map {
      try Self.text("Tests/\($0)")
    }
    for name in names {
      #expect(tests.contains { $0.contains("\"\(name)\"") }, "no test is called “\(name)”")
    }
  }

  @Test("takes gradients, and of a primitive of one's own")
  func gradients() throws {
    let page = try Self.text("Sources/Differentiation/Differentiation.docc/Differentiation.md")
    let lines = try Self.example("a primitive").joined(separator: "\n")
    #expect(page.contains("```swift\n\(lines)\n```"))
    let found = differentiate()
    #expect(found.gradients.map(\.shape) == [[2, 1], [1]])
    #expect(found.slopes == [0.75, 0.75])
    #expect(found.report.passed)
  }

  @Test("writes symbols of the vocabulary")
  func symbols() {
    let symbols = writeSymbols()
    #expect(symbols.count == 11)
    #expect(symbols.allSatisfy { (0..<65).contains($0) })
    #expect(Set(symbols).count > 3)
  }

  @Test("learns a delay of three steps online")
  func online() throws {
    let losses = try learnOnline()
    let (first, last) = (losses.prefix(300), losses.suffix(300))
    #expect(first.reduce(0, +) / 300 > 0.5)
    #expect(last.reduce(0, +) / 300 < 0.3)
  }

  @Test("trains a network")
  func network() throws {
    #expect(try trainNetwork() > 0.9)
  }

  @Test("encodes and decodes, keeps tensors, draws")
  func values() throws {
    let (count, text) = try encodeText()
    #expect(count == 14)
    #expect(text == "The boats are in.\n")
    let scratch = try Scratch()
    #expect(try keepTensors(path: scratch.path("tensors.safetensors")) == [1, 2, 3, 4, 5, 6])
    #expect(drawWeight().shape == [2, 3])
    #expect(Set(drawWeight().values).count == 6)
  }
}
