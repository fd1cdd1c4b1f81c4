import Testing

@testable import TextModeling

@Suite("Translation scores")
struct TranslationScoresTests {
  @Test(
    "The edit distance of known words",
    arguments: [
      ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("abcd", "bcda", 2),
      ("flaw", "lawn", 2), ("かきく", "かぎく", 1),
    ])
  func distance(left: String, right: String, expected: Int) {
    #expect(editDistance(Array(left), Array(right)) == expected)
    #expect(editDistance(Array(right), Array(left)) == expected)
  }

  @Test("The error rate of a corpus is that of its sums")
  func corpusRate() {
    let scores = TranslationScores(
      hypotheses: ["a", "the red boat"], references: ["b", "the red boats"])
    #expect(scores.characterErrors.rate == 2.0 / 14)
    #expect(scores.wordErrors.rate == 2.0 / 4)
    #expect(scores.exactMatch == 0)
  }

  @Test("An empty reference counts as one symbol long")
  func emptyReference() {
    #expect(ErrorRate.characters(hypothesis: "", reference: "").rate == 0)
    #expect(ErrorRate.characters(hypothesis: "ab", reference: "").rate == 2)
  }

  @Test("Canonically equivalent texts are not an exact match")
  func exactMatch() {
    #expect(isExactMatch("café", "café"))
    #expect(!isExactMatch("cafe\u{301}", "café"))
  }

  @Test("Scores of no sentences are 0")
  func empty() {
    let scores = TranslationScores(hypotheses: [], references: [])
    #expect(scores.exactMatch == 0)
    #expect(scores.bleu.score == 0)
    #expect(scores.chrF == 0)
    #expect(scores.characterErrors.rate == 0)
  }

  @Test("Bands hold every sentence once and never divide a length")
  func bands() {
    let lengths = [3, 1, 2, 2, 2, 9, 5, 2]
    let texts = lengths.map { "sentence of \($0)" }
    let bands = TranslationScores.bands(
      lengths: lengths, hypotheses: texts, references: texts, count: 3)
    #expect(bands.map(\.lengths) == [1...2, 3...5, 9...9])
    #expect(bands.map(\.scores.count) == [5, 2, 1])
    #expect(bands.allSatisfy { $0.scores.exactMatch == 1 })
  }

  @Test("A band scores its own sentences")
  func bandScores() {
    let bands = TranslationScores.bands(
      lengths: [1, 5], hypotheses: ["good", "bad"], references: ["good", "poor"], count: 2)
    #expect(bands.map(\.scores.exactMatches) == [1, 0])
  }

  @Test("There are no more bands than lengths, and none without sentences", arguments: [1, 2, 10])
  func fewBands(count: Int) {
    let bands = TranslationScores.bands(
      lengths: [4, 4, 7], hypotheses: ["a", "b", "c"], references: ["a", "b", "c"], count: count)
    #expect(bands.map(\.scores.count) == (count == 1 ? [3] : [2, 1]))
    #expect(
      TranslationScores.bands(lengths: [], hypotheses: [], references: [], count: count).isEmpty)
  }

  @Test("The worst come first, without the exact ones, ties by error rate and place")
  func worst() {
    let references = ["a fine day", "a fine day", "xyz", "xyz", "xyz"]
    let hypotheses = ["a fine day", "a fine dog", "qq", "qqqqqqq", "qq"]
    let worst = SentenceScore.worst(3, hypotheses: hypotheses, references: references)
    #expect(worst.map(\.index) == [3, 2, 4])
    #expect(worst.map(\.chrF) == [0, 0, 0])
    let all = SentenceScore.worst(9, hypotheses: hypotheses, references: references)
    #expect(all.map(\.index) == [3, 2, 4, 1])
  }
}
