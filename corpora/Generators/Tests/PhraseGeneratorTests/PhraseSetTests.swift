import Foundation
import Testing

@testable import PhraseGenerator

@Suite("Phrase set")
struct PhraseSetTests {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "phrases", directoryHint: .isDirectory)

  static func text(_ name: String) throws -> String {
    try String(contentsOf: directory.appending(path: name), encoding: .utf8)
  }

  /// The pairs of a committed file.
  static func pairs(_ name: String) throws -> [(english: String, other: String)] {
    try text(name).split(separator: "\n").map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      try #require(cells.count == 2, "\(name): \(line)")
      return (String(cells[0]), String(cells[1]))
    }
  }

  @Test("the committed files are what the generator yields, byte for byte")
  func reproducible() throws {
    let everyday = PhraseFiles.everyday(try Self.text("everyday.tsv"))
    let set = PhraseSet(everyday: everyday, seed: 1)
    for (name, text) in PhraseFiles(set).files {
      #expect(try Self.text(name) == text, "\(name)")
    }
  }

  @Test("every pattern composes as many sentences as it promises")
  func complete() throws {
    let everyday = PhraseFiles.everyday(try Self.text("everyday.tsv"))
    for (pattern, set) in zip(Pattern.all, PhraseSet(everyday: everyday, seed: 1).composed) {
      #expect(set.phrases.count == pattern.count, "\(pattern.name)")
    }
  }

  @Test("a set has more than 3,000 pairs, 300 of them held out", arguments: ["japanese", "french"])
  func size(language: String) throws {
    let test = try Self.pairs("english-\(language).test.tsv")
    let training = try Self.pairs("english-\(language).train.tsv")
    #expect(test.count == 300)
    #expect(training.count + test.count >= 3000)
  }

  @Test("every English sentence occurs once", arguments: ["japanese", "french"])
  func distinct(language: String) throws {
    let training = try Self.pairs("english-\(language).train.tsv").map(\.english)
    let test = try Self.pairs("english-\(language).test.tsv").map(\.english)
    #expect(Set(training + test).count == training.count + test.count)
  }

  @Test(
    "both sets hold the same English sentences in the same order", arguments: ["train", "test"])
  func parallel(part: String) throws {
    let japanese = try Self.pairs("english-japanese.\(part).tsv").map(\.english)
    let french = try Self.pairs("english-french.\(part).tsv").map(\.english)
    #expect(japanese == french)
  }

  @Test(
    "every word held out, and every Japanese character, occurs in training three times",
    arguments: ["japanese", "french"])
  func known(language: String) throws {
    func units(_ part: String) throws -> [String] {
      try Self.pairs("english-\(language).\(part).tsv").flatMap { pair in
        let other = language == "japanese" ? pair.other.map(String.init) : words(pair.other)
        return Set(words(pair.english).map { "en " + $0 } + other)
      }
    }
    let counts = try units("train").reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    for unit in Set(try units("test")) { #expect(counts[unit, default: 0] >= 3, "\(unit)") }
  }

  @Test("a sentence ends in its mark", arguments: ["train", "test"])
  func marks(part: String) throws {
    for pair in try Self.pairs("english-japanese.\(part).tsv") {
      #expect(pair.other.last == "。" && pair.other.filter { $0 == "。" }.count == 1, "\(pair)")
      #expect(!pair.other.contains(" ") && !pair.other.contains("？"), "\(pair)")
    }
    for pair in try Self.pairs("english-french.\(part).tsv") {
      let mark = try #require(pair.english.last)
      #expect(".?!".contains(mark), "\(pair)")
      if mark == "?" { #expect(pair.other.hasSuffix(" ?"), "\(pair)") }
      if pair.other.last != "." {
        #expect(pair.other.hasSuffix(" ?") || pair.other.hasSuffix(" !"), "\(pair)")
      }
    }
  }

  @Test("spaces stand alone and never before a comma or a full stop", arguments: ["train", "test"])
  func spaces(part: String) throws {
    for name in ["english-japanese.\(part).tsv", "english-french.\(part).tsv"] {
      let text = try Self.text(name)
      for slip in ["  ", " ,", " .", " \t", "\t ", " \n", "\n\n", "' "] {
        #expect(!text.contains(slip), "\(name): \(slip.debugDescription)")
      }
    }
  }

  @Test("French elides and contracts wherever it must", arguments: ["train", "test"])
  func elision(part: String) throws {
    for pair in try Self.pairs("english-french.\(part).tsv") {
      let words = pair.other.lowercased().split(separator: " ")
      for (word, next) in zip(words, words.dropFirst()) {
        #expect(!["de le", "de les", "à le", "à les"].contains("\(word) \(next)"), "\(pair.other)")
        if ["je", "le", "la", "de", "ne", "que", "me", "te", "se"].contains(word) {
          #expect(!beginsInVowel(String(next)), "\(pair.other)")
        }
      }
    }
  }
}
