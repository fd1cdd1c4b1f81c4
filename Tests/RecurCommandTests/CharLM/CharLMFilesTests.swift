import Foundation
import Recur
import Testing

@testable import RecurCommand

@Suite("charlm train: small and many texts")
struct CharLMFilesTests {
  private func session() throws -> CharLMSession {
    let session = try CharLMSession()
    for folder in ["books/more", "books/.hidden"] {
      try FileManager.default.createDirectory(
        atPath: session.path(folder), withIntermediateDirectories: true)
    }
    for (name, letter) in [
      ("books/b.txt", "b"), ("books/a.txt", "a"), ("books/more/c.txt", "c"),
      ("books/notes.md", "n"), ("books/.hidden/d.txt", "d"),
    ] {
      try session.write(String(repeating: "\(letter) is for \(letter)\n", count: 40), to: name)
    }
    return session
  }

  @Test("a folder is the files in it, in the order of their paths, by their names")
  func folder() throws {
    let session = try session()
    let books = session.path("books")
    func files(_ patterns: [String]) throws -> [String] {
      try TrainingText.files([books, "-"], matching: patterns)
        .map { $0.replacing(books + "/", with: "") }
    }
    #expect(try files(["*.txt"]) == ["a.txt", "b.txt", "more/c.txt", "-"])
    #expect(try files(["n*", "b.t?t"]) == ["b.txt", "notes.md", "-"])
    #expect(throws: (any Error).self) { try files(["*.pdf"]) }
  }

  @Test("a part of each of several files is held out, whole lines of it")
  func heldOut() throws {
    let files = ["one\ntwo\nthree\nfour\nfive\nsix\n", "1234567890"].map { Array($0.utf8) }
    let (bytes, trained) = TrainingText.arranged(files, holdingOut: 0.3)
    let text = String(decoding: bytes, as: UTF8.self)
    let boundary = try #require(trained)
    #expect(bytes.count == files.joined().count)
    #expect(text.utf8.prefix(boundary).last == UInt8(ascii: "7"))
    #expect(text.hasSuffix("890"))
    let whole = TrainingText.arranged(files, holdingOut: nil)
    #expect(whole.bytes == Array(files.joined()) && whole.trained == nil)
  }

  @Test("a character of several bytes is not cut")
  func wideCharacters() throws {
    let (bytes, trained) = TrainingText.arranged([Array("日本語日本".utf8)], holdingOut: 0.5)
    let boundary = try #require(trained)
    #expect(String(validating: bytes[..<boundary], as: UTF8.self) != nil)
  }

  @Test("a folder trains, holds out a part of each file, and is gone on with")
  func train() throws {
    let session = try session()
    let sizes = ["--hidden-size", "6", "--threads", "1", "--sample-length", "0"]
    let outcome = try session.run(["train", "books", "-o", "m", "--epochs", "1"] + sizes)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("the end of each file, "))
    #expect(outcome.diagnostics.contains("(files split)"))
    let resumed = try session.run(["train", "--resume", "m", "--epochs", "2"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    #expect(resumed.diagnostics.contains("the end of each file, "))
  }

  @Test("a short text trains, in fewer streams, so that an epoch has updates")
  func shortText() throws {
    let session = try session()
    try session.write(CharLMSession.text(60), to: "names")
    let outcome = try session.run([
      "train", "names", "-o", "m", "--epochs", "1", "--hidden-size", "4", "--sample-length", "0",
    ])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("1 epoch of 34 updates, 1 stream x 50 steps"))
  }
}
