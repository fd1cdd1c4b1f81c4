import Foundation
import Recur
import Terminal

// The table at the end of a run: the model's losses beside those of simple models of the same text.
extension TextTask {
  /// The table; nil without validation text, or before the first validation.
  func summary(_ progress: TrainingSnapshot.Progress, best path: String) -> Summary? {
    guard let best = progress.stopping.best, let last = progress.validationLoss else { return nil }
    var rows: [(name: String, nats: Double?)] = [
      (
        "this model, best\(words(epochOf: progress.bestUpdate))"
          + (progress.bestIsAverage == true ? ", mean of the weights" : ""), best
      ),
      ("this model, last\(words(epochOf: progress.validatedUpdate))", last),
    ]
    let baselines = baselines ?? measureBaselines()
    rows += baselines.map { (name(of: $0.kind), $0.natsPerSymbol) }
    rows += memory.leftOut.sorted { $0.value < $1.value }.map { kind, bytes in
      ("\(name(of: kind)): left out, it may need \(Format.bytes(bytes))", nil)
    }
    let members = baselines.map {
      JSONValue.Member(name: $0.kind.description, value: .number($0.natsPerSymbol))
    }
    let rival = baselines.first { $0.kind == Self.rival }
    if let rival { rows.append((words(best, against: rival), nil)) }
    return (
      text.vocabulary.unit.spansCharacters ? wordTable(rows) : characterTable(rows),
      [
        JSONValue.Member(name: "unit", value: .string(text.vocabulary.unit.rawValue)),
        JSONValue.Member(name: "baselines", value: .object(members)),
      ]
        + (rival.map {
          [.init(name: "beats_\(Self.rival)", value: .boolean(best < $0.natsPerSymbol))]
        } ?? [])
    )
  }

  /// Measures the simple models.
  func measureBaselines() -> [Baseline] {
    Baseline.measure(
      text.text, vocabulary: text.vocabulary, training: text.split.training,
      validation: text.split.validation, compressors: text.compressors,
      leavingOut: Set(memory.leftOut.keys))
  }

  /// The simple model that a network must beat to be worth its time.
  static let rival = Baseline.Kind.ngram(order: 5)

  /// `this model beats the 5-gram by 0.0512 nats`
  private func words(_ best: Double, against rival: Baseline) -> String {
    let gain = rival.natsPerSymbol - best
    return gain > 0
      ? "this model beats the \(rival.kind) by \(Format.loss(gain)) nats"
      : "the \(rival.kind) is better than this model by \(Format.loss(-gain)) nats"
  }

  private func characterTable(_ rows: [(name: String, nats: Double?)]) -> Table {
    var table = Table(
      .left("validation loss"), .right("nats"), .right("bits/character"), .right("perplexity"))
    for (name, nats) in rows {
      guard let nats else {
        table.append(name, "", "", "")
        continue
      }
      table.append(
        name, Format.loss(nats), Format.loss(nats / log2Base), Format.fixed(exp(nats), digits: 3))
    }
    return table
  }

  private func wordTable(_ rows: [(name: String, nats: Double?)]) -> Table {
    var table = Table(
      .left("validation loss"), .right("nats"), .right("bits/\(text.vocabulary.unit.symbolName)"),
      .right("bits/byte"),
      .right("perplexity"))
    let bytes = text.bytesPerSymbol ?? .nan
    for (name, nats) in rows {
      guard let nats else {
        table.append(name, "", "", "", "")
        continue
      }
      let bits = nats / log2Base
      table.append(
        name, Format.loss(nats), Format.loss(bits), Format.loss(bits / bytes),
        Format.fixed(exp(nats), digits: 3))
    }
    return table
  }

  private func words(epochOf update: Int?) -> String {
    guard let update, let updatesPerEpoch else { return "" }
    let epoch = Double(update) / Double(updatesPerEpoch)
    return " (epoch \(Format.fixed(epoch, digits: epoch == epoch.rounded() ? 0 : 1)))"
  }

  private func name(of kind: Baseline.Kind) -> String {
    switch kind {
    case .uniform: "uniform"
    case .unigram: "unigram: symbol frequencies"
    case .ngram(let order): "\(order)-gram, interpolated modified Kneser-Ney"
    case .compressor(let compressor): compressor.rawValue
    }
  }
}
