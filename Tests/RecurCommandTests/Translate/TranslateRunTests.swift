import Foundation
import Testing

@testable import RecurCommand

@Suite("translate run")
struct TranslateRunTests {
  private let run = ["run", TranslateFixture.model]

  @Test("every line of standard input gives one line, an empty one an empty line")
  func lines() throws {
    let session = try TranslateFixture.trained()
    let outcome = try session.run(run, input: "abc\n\n  \r\nfed\r\nlast")
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 6 && lines[5].isEmpty)
    #expect(lines[1].isEmpty && lines[2].isEmpty)
    let single = try session.run(run + ["fed"])
    #expect(single.output == lines[3] + "\n")
    #expect(try session.run(run, input: "").output.isEmpty)
    #expect(try session.run(run + ["", "fed"]).output == "\n" + single.output)
  }

  @Test("a line is translated and written before the next one comes")
  func flushing() throws {
    let session = try TranslateFixture.trained()
    let input = Pipe()
    let (process, diagnostics, output) = try session.start(run, input: input)
    try input.fileHandleForWriting.write(contentsOf: Data("abc\n".utf8))
    var written = Data()
    while written.isEmpty, process.isRunning {
      usleep(1000)
      written = try Data(contentsOf: output)
    }
    #expect(written.last == UInt8(ascii: "\n"))
    try input.fileHandleForWriting.close()
    _ = try diagnostics.readToEnd()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test("an input longer than any that was trained on, and one of unknown symbols, are translated")
  func unseen() throws {
    let session = try TranslateFixture.trained()
    let long = try session.run(run + [String(repeating: "abcdef", count: 50)])
    #expect(long.status == 0, "\(long.diagnostics)")
    #expect(long.output.count { $0 == "\n" } == 1)
    let unknown = try session.run(run + ["☃☃", "a☃"])
    #expect(unknown.status == 0)
    #expect(unknown.output.hasPrefix("\n"))
    #expect(
      unknown.diagnostics.contains("3 symbols were not in the model's vocabulary, left out: '☃'\n"))
    #expect(try session.run(run + ["☃", "--unknown", "unk"]).status == 0)
    let refused = try session.run(run + ["--unknown", "error"], input: "abc\na☃\n")
    #expect(refused.status == 65)
    #expect(refused.diagnostics.contains("'☃' (line 2, column 2)"))
  }

  @Test("a source longer than the limit is refused with its line, and the limit can be raised")
  func longSource() throws {
    let session = try TranslateFixture.trained()
    let long = "abc\n" + String(repeating: "ab", count: 20) + "\n"
    let options = ["--max-source-length", "39", "--max-length", "5"]
    let refused = try session.run(run + options, input: long)
    #expect(refused.status == 65)
    #expect(
      refused.diagnostics.contains("standard input, line 2: 40 symbols, of which 39 are the most"))
    #expect(refused.diagnostics.contains("see --max-source-length"))
    #expect(try session.run(run + ["--max-length", "5"], input: long).status == 0)
    let standard = try session.run(run + [String(repeating: "a", count: 4001)])
    #expect(standard.diagnostics.contains("TEXT, line 1: 4,001 symbols"))
  }

  @Test("the n best come with their sentence's number and falling scores")
  func nBest() throws {
    let session = try TranslateFixture.trained()
    let outcome = try session.run(run + ["--n-best", "3", "abc", " ", "fed"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    let rows = outcome.output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    #expect(rows.allSatisfy { $0.count == 3 })
    #expect(rows.map { $0[0] } == ["1", "1", "1", "2", "3", "3", "3"])
    let scores = rows.prefix(3).compactMap { Double($0[1]) }
    #expect(scores == scores.sorted(by: >) && scores.count == 3)
  }

  @Test("greedy is a beam of one, and draws depend on the seed alone")
  func methods() throws {
    let session = try TranslateFixture.trained()
    let greedy = try session.run(run + ["--greedy", "abc", "fed"]).output
    #expect(try session.run(run + ["--beam", "1", "abc", "fed"]).output == greedy)
    let draw = ["--sample", "--temperature", "2", "--max-length", "20"]
    let drawn = try session.run(run + draw + ["abc", "fed", "abc"]).output
    #expect(try session.run(run + draw, input: "abc\nfed\nabc\n").output == drawn)
    #expect(try session.run(run + draw + ["--seed", "5", "abc", "fed", "abc"]).output != drawn)
  }

  @Test("lengths are kept within their bounds")
  func lengths() throws {
    let session = try TranslateFixture.trained()
    let outcome = try session.run(run + ["--min-length", "7", "--max-length", "9", "a", "abcd"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    for line in outcome.output.split(separator: "\n") { #expect((7...9).contains(line.count)) }
  }

  @Test("the attention is drawn with both sentences readable")
  func attention() throws {
    let session = try TranslateFixture.trained()
    let page = try session.run(run + ["abc", "f☃d", "--attention", "a.html"])
    #expect(page.status == 0, "\(page.diagnostics)")
    let text = String(decoding: try session.bytes("a.html"), as: UTF8.self)
    #expect(text.hasPrefix("<!DOCTYPE html>"))
    #expect(text.contains("abc → ") && text.contains("Sentence 2") && text.contains("&lt;eos&gt;"))
    #expect(try session.run(run + ["abc", "--attention", "a.svg"]).status == 0)
    #expect(String(decoding: try session.bytes("a.svg"), as: UTF8.self).contains("<svg"))
    let two = try session.run(run + ["abc", "fed", "--attention", "b.svg"])
    #expect(two.status == 64)
    #expect(two.diagnostics.contains("a .svg file shows one sentence"))
    #expect(!session.exists("b.svg"))
    #expect(try session.run(run + ["abc", "--attention", "none/a.svg"]).status == 73)
  }

  @Test("a model without attention has none to draw, and no coverage")
  func withoutAttention() throws {
    let session = try TranslateFixture.trained(["--attention", "none"])
    let picture = try session.run(run + ["abc", "--attention", "a.html"])
    #expect(picture.status == 64)
    #expect(picture.diagnostics.contains("the model has no attention"))
    #expect(try session.run(run + ["abc", "--coverage-penalty", "1"]).status == 64)
  }
}
