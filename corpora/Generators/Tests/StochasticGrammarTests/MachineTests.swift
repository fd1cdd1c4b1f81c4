import Foundation
import Recur
import Testing

@testable import StochasticGrammar

@Suite("Machine of a grammar")
struct MachineTests {
  /// Grammars beside their entropy in nats and the characters that it is shared among.
  static let known: [(grammar: String, entropy: Double, characters: Double)] = [
    ("start > = 1 a|b", log(2), 1),
    ("start > = 1 ab|cb", log(2), 2),
    ("start > = 3 a\nstart > = 1 b", 2 * log(2) - 0.75 * log(3), 1),
    ("start > = 1 ab|ac|d", 3 * log(3), 5),
    ("start > other 1 a|b\nother > start 1 c", log(2), 2),
    ("start > other 1 a\nstart > = 1 b\nother > start 1 c|d|e", 2 * log(2) + log(3), 3),
  ]

  @Test("the entropy rate is that of the words, shared among their characters", arguments: known)
  func entropyRate(grammar: String, entropy: Double, characters: Double) {
    #expect(abs(Machine(grammar).entropyRate() - entropy / characters) < 1e-14)
  }

  @Test("the mean surprise of a text approaches the entropy rate of the grammar")
  func surprise() {
    let machine = Machine(grammar)
    let rate = machine.entropyRate()
    let (mean, error) = machine.surprise(rate: rate, characters: 200_000)
    #expect(error < 0.001)
    #expect(abs(mean - rate) < 4 * error)
  }

  @Test("a wrong rate lies outside the error of the mean surprise")
  func wrongRate() {
    let machine = Machine(grammar)
    let rate = machine.entropyRate() * 1.05
    let (mean, error) = machine.surprise(rate: rate, characters: 200_000)
    #expect(abs(mean - rate) > 4 * error)
  }

  @Test("verbs agree with their subject, whatever clause stands between them")
  func agreement() {
    let subjects = ["gardener", "guard", "captain", "cat"]
    let verbs = ["walk", "wander", "wait", "stand", "stay"]
    func isForm(_ word: String, of words: [String]) -> Bool {
      words.contains(word) || words.contains { $0 + "s" == word }
    }
    var count = 0
    for sentence in Self.text(characters: 100_000, seed: 1).split(whereSeparator: {
      ".\n".contains($0)
    }) {
      let words = sentence.split(separator: " ").map(String.init)
      guard let subject = words.first(where: { isForm($0, of: subjects) }) else { continue }
      for verb in words where isForm(verb, of: verbs) {
        #expect(verb.hasSuffix("s") != subject.hasSuffix("s"), "\(sentence)")
        count += 1
      }
    }
    #expect(count > 1000)
  }

  @Test("the text of a seed is always the same")
  func seed() {
    #expect(Self.text(characters: 40, seed: 1) == "the captains still wander until the morn")
  }

  static func text(characters: Int, seed: UInt64) -> String {
    let machine = Machine(grammar)
    var (place, generator) = (0, RandomGenerator(seed: seed))
    let bytes = (0..<characters).map { _ in machine.next(&place, &generator) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
