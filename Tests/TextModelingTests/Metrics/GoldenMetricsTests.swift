import Foundation
import Testing

@testable import TextModeling

/// Scores of small lists by sacreBLEU: see Tests/Peers/golden_metrics.py.
struct GoldenMetrics: Decodable, Sendable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let hypotheses: [String]
    let references: [String]
    let bleu: [BLEUCase]
    let chrF: [ChrFCase]
    let errors: Errors

    var testDescription: String { name }
  }

  struct BLEUCase: Decodable, Sendable {
    let tokenization: String
    let smoothing: String
    let value: Double?
    let lowercases: Bool
    let score: Double
    let effectiveScore: Double
    let precisions: [Double]
    let brevityPenalty: Double
    let hypothesisLength: Int
    let referenceLength: Int
    let matches: [Int]
    let totals: [Int]
    let signature: String
    let effectiveSignature: String
    let sentences: [Double]

    /// The metric that is to give these values.
    func metric() throws -> BLEU {
      let value = value ?? 0
      let smoothings: [String: BLEU.Smoothing] = [
        "exp": .exponential, "none": .none, "floor": .floor(value), "add-k": .add(value),
      ]
      return BLEU(
        tokenization: try #require(BLEUTokenization(rawValue: tokenization)),
        smoothing: try #require(smoothings[smoothing]), lowercases: lowercases)
    }
  }

  struct ChrFCase: Decodable, Sendable {
    let wordOrder: Int
    let includesWhitespace: Bool
    let lowercases: Bool
    let beta: Int
    let score: Double
    let signature: String
    let sentences: [Double]
  }

  struct Errors: Decodable, Sendable {
    let characterEdits: Int
    let characters: Int
    let wordEdits: Int
    let words: Int
  }

  let sacreBLEU: String
  let cases: [Case]

  static func load() throws -> GoldenMetrics {
    let url = try #require(
      Bundle.module.url(forResource: "metrics", withExtension: "json", subdirectory: "Golden"))
    return try JSONDecoder().decode(GoldenMetrics.self, from: Data(contentsOf: url))
  }
}

@Suite("Metrics against sacreBLEU")
struct GoldenMetricsTests {
  /// Rounding alone: scores are 0 ... 100, from some ten operations each.
  let tolerance = 1e-9

  func isClose(_ left: Double, _ right: Double) -> Bool { abs(left - right) <= tolerance }

  @Test("The values are of the version that the signatures name")
  func version() throws {
    let golden = try GoldenMetrics.load()
    #expect(golden.sacreBLEU == sacreBLEUVersion)
    #expect(golden.cases.count >= 25)
  }

  @Test(
    "Corpus BLEU, its parts and its signature are sacreBLEU's",
    arguments: try GoldenMetricsTests.cases())
  func corpusBLEU(list: GoldenMetrics.Case) throws {
    for golden in list.bleu {
      var metric = try golden.metric()
      #expect(metric.signature == golden.signature)
      let score = metric.score(hypotheses: list.hypotheses, references: list.references)
      #expect(isClose(score.score, golden.score), "\(score.score) for \(golden)")
      #expect(isClose(score.brevityPenalty, golden.brevityPenalty))
      #expect(zip(score.precisions, golden.precisions).allSatisfy { isClose($0, $1) })
      #expect(score.hypothesisLength == golden.hypothesisLength)
      #expect(score.referenceLength == golden.referenceLength)
      #expect(score.matches == golden.matches)
      #expect(score.totals == golden.totals)
      metric.usesEffectiveOrder = true
      #expect(metric.signature == golden.effectiveSignature)
      let effective = metric.score(hypotheses: list.hypotheses, references: list.references)
      #expect(isClose(effective.score, golden.effectiveScore))
    }
  }

  @Test("Sentence BLEU is sacreBLEU's", arguments: try GoldenMetricsTests.cases())
  func sentenceBLEU(list: GoldenMetrics.Case) throws {
    for golden in list.bleu {
      let metric = try golden.metric()
      for (index, expected) in golden.sentences.enumerated() {
        let score = metric.sentenceScore(
          hypothesis: list.hypotheses[index], reference: list.references[index])
        #expect(isClose(score.score, expected), "\(list.hypotheses[index]) by \(golden.signature)")
      }
    }
  }

  @Test(
    "chrF and chrF++ are sacreBLEU's, of a corpus and of a sentence",
    arguments: try GoldenMetricsTests.cases())
  func chrF(list: GoldenMetrics.Case) {
    for golden in list.chrF {
      let metric = ChrF(
        wordOrder: golden.wordOrder, beta: golden.beta, lowercases: golden.lowercases,
        includesWhitespace: golden.includesWhitespace)
      #expect(metric.signature == golden.signature)
      let score = metric.score(hypotheses: list.hypotheses, references: list.references)
      #expect(isClose(score, golden.score), "\(score) for \(golden)")
      for (index, expected) in golden.sentences.enumerated() {
        let score = metric.sentenceScore(
          hypothesis: list.hypotheses[index], reference: list.references[index])
        #expect(isClose(score, expected), "\(list.hypotheses[index]) by \(golden.signature)")
      }
    }
  }

  @Test("Edits are those of a full table of distances", arguments: try GoldenMetricsTests.cases())
  func errors(list: GoldenMetrics.Case) {
    let scores = TranslationScores(hypotheses: list.hypotheses, references: list.references)
    #expect(scores.characterErrors.edits == list.errors.characterEdits)
    #expect(scores.characterErrors.referenceLength == list.errors.characters)
    #expect(scores.wordErrors.edits == list.errors.wordEdits)
    #expect(scores.wordErrors.referenceLength == list.errors.words)
  }

  static func cases() throws -> [GoldenMetrics.Case] { try GoldenMetrics.load().cases }
}
