import Foundation
import Terminal
import Testing

@testable import RecurCommand

@Suite("charlm by word", .serialized)
struct CharLMWordTests {
  private static let options =
    ["train", "text", "--unit", "word", "--learning-rate", "0.02", "-o", "m.safetensors"]
    + CharLMSession.small

  private static let trained = Result<CharLMSession, any Error>(catching: {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(60), to: "text")
    let outcome = try session.run(options + ["--epochs", "30", "--log", "log"])
    guard outcome.status == 0 else { throw CommandFailure(.defect, outcome.diagnostics) }
    try session.write(outcome.diagnostics, to: "said")
    try session.write(outcome.output, to: "table")
    return session
  })

  private func run(_ arguments: String...) throws -> CharLMSession.Outcome {
    try Self.trained.get().run(arguments)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Self.trained.get().bytes(name), as: UTF8.self)
  }

  private func value(_ name: String, _ table: String) throws -> Double {
    let row = try #require(table.split(separator: "\n").first { $0.hasPrefix(name) })
    let last = try #require(row.split(separator: " ").last)
    return try #require(Double(last.replacing(",", with: "")))
  }

  @Test("the plan, the course and the table speak of words, never of bits per character")
  func words() throws {
    let said = try text("said")
    #expect(said.contains("660 words, 17 different, <unk> one of them"), "\(said)")
    #expect(said.contains(" bits per word, "))
    let table = try text("table")
    #expect(table.contains("bits/word") && table.contains("bits/byte"))
    #expect(table.contains("5-gram, interpolated"))
    #expect(!(said + table).contains("character"))
  }

  @Test("the log counts words, and has bits per word and per byte")
  func log() throws {
    let lines = try Self.trained.get().lines("log")
    #expect(lines.allSatisfy { $0["characters"] == nil && $0["bits_per_character"] == nil })
    let validation = try #require(lines.last { $0["event"] as? String == "validation" })
    let loss = try #require(validation["validation_loss"] as? Double)
    let perWord = try #require(validation["bits_per_word"] as? Double)
    let perByte = try #require(validation["bits_per_byte"] as? Double)
    #expect(abs(perWord - loss / log2Base) < 1e-12)
    // Eleven symbols in the 30 bytes of a line.
    #expect(abs(perWord / perByte - 30.0 / 11) < 0.1)
    #expect(validation["words"] as? Int != nil)
  }

  @Test("a sample has lines, spaces and punctuation in their places")
  func sample() throws {
    let output = try run("sample", "m.safetensors", "--greedy", "--length", "45").output
    let lines = output.split(separator: "\n")
    #expect(lines.count >= 3)
    #expect(
      lines.prefix(3).allSatisfy { $0.wholeMatch(of: /line \d: the cat sat on mat \d\./) != nil },
      "\(output)")
  }

  @Test("a prompt by word is written before what follows it, and a stop text ends the text")
  func prime() throws {
    let options = ["sample", "m.safetensors", "--prime", "line 3: the", "--greedy"]
    let session = try Self.trained.get()
    let whole = try session.run(options + ["--length", "30"]).output
    let output = try session.run(options + ["--length", "30", "--stop", " mat"]).output.dropLast()
    #expect(output.hasPrefix("line 3: the "))
    #expect(whole.hasPrefix(output + " mat"))
  }

  @Test("a prompt with a word that the model never saw is an error unless it may be replaced")
  func unknown() throws {
    let refused = try run("sample", "m.safetensors", "--prime", "the dog", "--length", "3")
    #expect(refused.status == 65)
    #expect(refused.diagnostics.contains("the model does not know 'dog' (line 1, column 2)"))
    let replaced = try run(
      "sample", "m.safetensors", "--prime", "the dog", "--length", "3", "--unknown", "unk")
    #expect(replaced.status == 0)
    #expect(replaced.output.hasPrefix("the \u{FFFD}"))
  }

  @Test("evaluate measures words, and their characters and bytes with the white space")
  func evaluate() throws {
    let table = try run("evaluate", "m.safetensors", "text").output
    let count = try value("words predicted", table)
    let characters = CharLMSession.text(60).count - "line".count
    #expect(count == 659)
    let bits = try value("bits per word", table) * count
    #expect(abs(try value("bits per character", table) - bits / Double(characters)) < 1e-3)
    #expect(try value("bits per byte", table) == value("bits per character", table))
    let unknown = try run("evaluate", "m.safetensors", "log", "--unknown", "unk")
    #expect(unknown.status == 0)
    #expect(try value("words unknown", unknown.output) > 0)
  }

  @Test("a run that goes on gives the bytes of one that never stopped")
  func resume() throws {
    let (whole, halves) = (try CharLMSession(), try CharLMSession())
    for session in [whole, halves] { try session.write(CharLMSession.text(30), to: "text") }
    let options = Self.options + ["--vocabulary-size", "8"]
    #expect(try whole.run(options + ["--epochs", "4"]).status == 0)
    #expect(try halves.run(options + ["--epochs", "2"]).status == 0)
    let resumed = try halves.run(["train", "text", "--resume", "m.safetensors", "--epochs", "4"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    for name in ["m.safetensors", "m.latest.safetensors"] {
      #expect(try whole.bytes(name) == halves.bytes(name), "\(name) differs")
    }
  }

  @Test(
    "a stream by word is refused",
    arguments: [
      WrongInput("charlm train - --trainer rtrl --unit word", 64, "--unit word: a stream is"),
      WrongInput(
        "charlm train - --stream --unit word --vocabulary-from @/text", 64,
        "--unit word: a stream is"),
      WrongInput(
        "charlm train - --stream --vocabulary-from @/m.safetensors", 64, "its symbols are words"),
      WrongInput(
        "charlm train @/text --unit word --vocabulary-size 1", 64,
        "--vocabulary-size: 1 is out of range"),
    ])
  func refused(input: WrongInput) throws {
    try input.expectRefused(in: try Self.trained.get())
  }
}
