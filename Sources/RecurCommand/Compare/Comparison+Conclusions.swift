import Recur
import Terminal

// What a reader should take from a comparison, one or two sentences a question; only what was
// measured is spoken of.
extension Comparison {
  /// All of it.
  var conclusions: [String] {
    [gradientConclusion].compactMap { $0 } + settings.cells.compactMap { costConclusion($0) }
      + [learningConclusion].compactMap { $0 }
  }

  /// How exact the exact methods are.
  private var gradientConclusion: String? {
    var (largest, names): (Double, [String]) = (0, [])
    for trainer in settings.trainers where trainer.isExact && trainer != .bptt {
      let errors = entries.filter { $0.trainer == trainer }
        .compactMap { $0.measurement?.error?.largest }
      guard let error = errors.max() else { continue }
      largest = max(largest, error)
      names.append(trainer.name)
    }
    guard !names.isEmpty else { return nil }
    return
      "In double precision \(Self.list(names)) \(names.count == 1 ? "gives" : "give") the gradient "
      + "of bptt to \(Format.scientific(largest)) relative in every block of parameters that was "
      + "compared."
  }

  /// What rtrl and blocked-rtrl of a cell cost beside bptt.
  private func costConclusion(_ cell: CellKind) -> String? {
    guard let whole = measurement(cell, .bptt),
      let real = measurement(cell, .rtrl)
    else { return nil }
    var sentence =
      "\(cell.rawValue), \(settings.largestSize) units: rtrl holds "
      + "\(Format.bytes(real.cost.heldBytes)) however long the sequence"
    if let length = crossover(cell, .memoryOfAll) {
      sentence += ", more than bptt up to \(Format.grouped(Int(length))) characters"
    }
    sentence +=
      ", and takes \(Self.ratio(real.seconds / whole.seconds)) times bptt's time for a character"
    if let blocked = measurement(cell, .blocked) {
      let factor = Self.ratio(blocked.seconds / whole.seconds)
      sentence += ", blocked-rtrl \(factor) times for the same gradient"
    }
    sentence += "."
    if let length = crossover(cell, .timeOfBlocked) ?? crossover(cell, .timeOfRealTime) {
      sentence +=
        " For a gradient at every character that pays from about character "
        + "\(Format.grouped(Int(length.rounded()))) of a stream on, where going back over the "
        + "whole past takes longer."
    }
    return sentence
  }

  /// Who learned most from the characters, and who within the time all had.
  private var learningConclusion: String? {
    let curves = learning.filter { $0.points.count > 1 && $0.note == nil }
    guard let best = curves.min(by: { $0.finalLoss ?? .infinity < $1.finalLoss ?? .infinity }),
      let loss = best.finalLoss
    else { return nil }
    var sentence =
      "From \(Format.grouped(settings.characters)) characters \(best.trainer.name) learned "
      + "most (\(Format.fixed(loss, digits: 3)) nats a character"
    if let entropy = entropy {
      sentence += ", \(Format.fixed(entropy, digits: 3)) being possible"
    }
    sentence += ")"
    if let quick = curves.first(where: { $0.trainer == .truncated }),
      let level = quick.finalLoss, let own = quick.points.last?.seconds,
      let slow = curves.filter({ [.rtrl, .blocked].contains($0.trainer) })
        .compactMap({ curve in curve.seconds(to: level).map { (curve.trainer, $0) } })
        .min(by: { $0.1 < $1.1 })
    {
      sentence +=
        "; truncated-bptt came to \(Format.fixed(level, digits: 3)) in \(Self.seconds(own)), "
        + "\(slow.0.name) in \(Self.seconds(slow.1))"
    }
    return sentence + "."
  }

  private func crossover(_ cell: CellKind, _ kind: CrossoverLength.Kind) -> Double? {
    crossovers.first { $0.cell == cell && $0.kind == kind }?.found
  }

  private static func ratio(_ value: Double) -> String {
    value < 9.95 ? Format.fixed(value, digits: 1) : Format.grouped(Int(value.rounded()))
  }

  static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A time with its unit: `85 ms`, `2.3 s`.
  static func seconds(_ value: Double) -> String {
    value < 1
      ? "\(Format.count(value * 1000)) ms" : "\(Format.fixed(value, digits: 1)) s"
  }
}

extension LearningCurve {
  /// The time of the first point whose loss is no more than `level`.
  func seconds(to level: Double) -> Double? { points.first { $0.loss <= level }?.seconds }
}
