import Foundation
import Recur
import Terminal

/// The findings of `recur translate evaluate`, as tables and as JSON.
struct TranslationReport {
  let found: TranslationMeter.Translations
  /// The mean loss of a target's symbol, in nats.
  let loss: Double
  let decoding: String
  let unit: TextUnit
  let targetUnit: TextUnit
  let bands: [(lengths: ClosedRange<Int>, scores: TranslationScores)]
  let worst: [SentenceScore]

  /// The scores, those by length, and the worst pairs.
  var tables: [Table] {
    var tables = [scoreTable]
    if !bands.isEmpty { tables.append(bandTable) }
    if !worst.isEmpty { tables.append(worstTable) }
    return tables
  }

  private var scoreTable: Table {
    let scores = found.scores
    var table = Table(.left("measure"), .right("value"), .left("how"))
    table.append("pairs", Format.grouped(scores.count), "decoding: \(decoding)")
    table.append("loss", Format.loss(loss), "nats per \(targetUnit.symbolName), the end included")
    table.append("perplexity", Format.fixed(exp(loss), digits: 3), "")
    table.append(
      "exact match", Format.percent(scores.exactMatch, digits: 2),
      "\(Format.grouped(scores.exactMatches)) pairs")
    table.append("CER", Format.percent(scores.characterErrors.rate, digits: 2), "")
    if hasWords { table.append("WER", Format.percent(scores.wordErrors.rate, digits: 2), "") }
    table.append("BLEU", Format.fixed(scores.bleu.score, digits: 2), found.bleu.signature)
    table.append("chrF", Format.fixed(scores.chrF, digits: 2), ChrF().signature)
    table.append("chrF++", Format.fixed(scores.chrFPlusPlus, digits: 2), ChrF.plusPlus.signature)
    return table
  }

  /// Whether there are words in the references: a date or a Japanese sentence is one.
  private var hasWords: Bool { found.references.contains { $0.contains(" ") } }

  private var bandTable: Table {
    var table = Table(
      .left("source \(unit.symbolName)s"), .right("pairs"), .right("exact match"), .right("CER"),
      .right("BLEU"), .right("chrF"))
    for (lengths, scores) in bands {
      table.append(
        lengths.count == 1
          ? "\(lengths.lowerBound)" : "\(lengths.lowerBound) to \(lengths.upperBound)",
        Format.grouped(scores.count), Format.percent(scores.exactMatch, digits: 1),
        Format.percent(scores.characterErrors.rate, digits: 1),
        Format.fixed(scores.bleu.score, digits: 1), Format.fixed(scores.chrF, digits: 1))
    }
    return table
  }

  private var worstTable: Table {
    var table = Table(
      .right("line"), .right("chrF"), .left("source"), .left("reference"), .left("translation"))
    for score in worst {
      table.append(
        "\(found.pairs[score.index].line)", Format.fixed(score.chrF, digits: 1),
        visible(found.pairs[score.index].source), visible(found.references[score.index]),
        visible(found.hypotheses[score.index]))
    }
    return table
  }

  /// One object with everything.
  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init(name: "pairs", value: .integer(found.scores.count)),
      .init(name: "decoding", value: .string(decoding)),
      .init(name: "loss", value: .number(loss)),
      .init(name: "perplexity", value: .number(exp(loss))),
      .init(name: "exact_matches", value: .integer(found.scores.exactMatches)),
    ]
    members += found.scores.members
    members += [
      .init(name: "bleu_signature", value: .string(found.bleu.signature)),
      .init(name: "chrf_signature", value: .string(ChrF().signature)),
      .init(
        name: "by_length",
        value: .array(bands.map { Self.json(lengths: $0.lengths, scores: $0.scores) })),
      .init(name: "worst", value: .array(worst.map(json))),
    ]
    return .object(members)
  }

  private static func json(
    lengths: ClosedRange<Int>, scores: TranslationScores
  ) -> JSONValue {
    .object(
      [
        .init(name: "shortest", value: .integer(lengths.lowerBound)),
        .init(name: "longest", value: .integer(lengths.upperBound)),
        .init(name: "pairs", value: .integer(scores.count)),
      ] + scores.members)
  }

  private func json(_ score: SentenceScore) -> JSONValue {
    let pair = found.pairs[score.index]
    return [
      "line": .integer(pair.line), "chrf": .number(score.chrF),
      "character_error_rate": .number(score.characterErrors.rate),
      "source": .string(pair.source), "reference": .string(found.references[score.index]),
      "translation": .string(found.hypotheses[score.index]),
    ]
  }
}
