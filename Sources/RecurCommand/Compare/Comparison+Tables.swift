import Recur
import Terminal

// A comparison for the terminal.
extension Comparison {
  /// Columns of the terminal's lines at most.
  private static let width = 100

  /// All lines of the tables, with the conclusions.
  var lines: [String] {
    var sections = settings.cells.map(lines)
    if !crossovers.isEmpty { sections.append(crossoverLines) }
    if !learning.isEmpty { sections.append(learningLines) }
    if !conclusions.isEmpty {
      sections.append(
        conclusions.flatMap { wrapped("- " + $0, width: Self.width, indent: 2) })
    }
    return Array(sections.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  // MARK: - Combinations

  private func lines(_ cell: CellKind) -> [String] {
    let (size, length) = (settings.largestSize, settings.longest)
    let entries = settings.trainers.compactMap { entry(cell, $0, size, length) }
    guard !entries.isEmpty else { return [] }
    var heading =
      "\(cell.rawValue), \(size) hidden units, sequences of \(Format.grouped(length)), "
      + "\(vocabularySize) symbols"
    if let count = entries.compactMap({ $0.measurement?.parameterCount }).first {
      heading += ", \(Format.grouped(count)) parameters"
    }
    var table = Table(
      .left("trainer"), .right("error"), .right("cosine"), .right("us/char"), .right("±%"),
      .right("flop"), .right("flop/s"), .right("held"), .right("planned"), .right("n^"),
      .right("T^"))
    for entry in entries {
      if let measurement = entry.measurement { append(measurement, entry, to: &table) }
    }
    let reasons = entries.compactMap { entry in
      entry.reason.map { "  \(entry.trainer.name): \($0)" }
    }
    return [heading] + (table.rows.isEmpty ? [] : table.lines)
      + reasons.flatMap { wrapped($0, width: Self.width - 2, indent: 4).map { "  " + $0 } }
  }

  private func append(
    _ measurement: ComparisonMeasurement, _ entry: ComparisonEntry, to table: inout Table
  ) {
    let (cell, trainer) = (entry.cell, entry.trainer)
    func exponent(_ law: PowerLaw?) -> String {
      law.map { Format.fixed($0.exponent, digits: 2) } ?? ""
    }
    var error = ""
    if let found = measurement.error {
      error =
        Format.scientific(found.largest)
        + (found.isPartial(of: entry.sequenceLength) ? "*" : "")
    }
    table.append(
      trainer.name, error,
      measurement.error?.whole.cosine.map { Format.fixed($0, digits: 3) } ?? "",
      Self.microseconds(measurement.seconds), Format.fixed(measurement.spread * 100, digits: 0),
      Format.count(measurement.work.operations) + (measurement.work.isCounted ? "" : "~"),
      Format.count(measurement.operationsPerSecond), Format.bytes(measurement.cost.heldBytes),
      Format.bytes(measurement.plannedBytes), exponent(timeInSize(cell, trainer)),
      exponent(memoryInLength(cell, trainer)))
  }

  /// What the columns mean; the end of every comparison's notes.
  var legend: [String] {
    let (sizes, lengths) = (settings.hiddenSizes, settings.sequenceLengths)
    var text =
      "error: largest relative difference from bptt in a block of parameters, in double precision "
      + "over the first \(Format.grouped(GradientError.mostSymbols)) characters at most (* fewer, "
      + "for want of time); flop: of a character (~ by formula, else counted); held, planned: "
      + "bytes of tensors by the memory meter and as planned"
    if sizes.count > 1 { text += "; n^: exponent of time over n = \(Self.range(sizes))" }
    if lengths.count > 1 { text += "; T^: exponent of memory over T = \(Self.range(lengths))" }
    return wrapped(text + ".", width: Self.width)
  }

  private static func range(_ values: [Int]) -> String {
    values.count > 4
      ? "\(values[0]) to \(values[values.count - 1])"
      : values.map(String.init).joined(separator: ", ")
  }

  static func microseconds(_ seconds: Double) -> String {
    let value = seconds * 1e6
    if value >= 999.5 { return Format.grouped(Int(value.rounded())) }
    return value < 9.995 ? Format.fixed(value, digits: 2) : Format.count(value)
  }

  // MARK: - Crossover lengths

  private var crossoverLines: [String] {
    var table = Table(
      .left("cell"), .left("rtrl takes, from a length on"), .right("predicted"),
      .right("found"), .left(""))
    for crossover in crossovers {
      table.append(
        crossover.cell.rawValue, crossover.kind.words,
        Format.count(crossover.predicted.rounded()),
        crossover.found.map { Format.count($0.rounded()) } ?? "", crossover.basis.words)
    }
    return ["crossover lengths, \(settings.largestSize) hidden units"] + table.lines
  }

  // MARK: - Learning

  private var learningLines: [String] {
    var table = Table(
      .left("trainer"), .right("update every"), .right("characters"), .right("seconds"),
      .right("loss"), .right("bits/char"), .left(""))
    for curve in learning {
      let last = curve.points.last
      table.append(
        curve.trainer.name, "\(curve.updateLength)",
        last.map { Format.grouped($0.characters) } ?? "",
        last.map { Format.fixed($0.seconds, digits: 2) } ?? "",
        curve.finalLoss.map { Format.loss($0) } ?? "",
        curve.finalLoss.map { Format.fixed($0 / 0.693_147_180_559_945_3, digits: 3) } ?? "",
        curve.note ?? "")
    }
    var heading =
      "learning: \(settings.cells[0].rawValue), \(settings.learningSize) hidden units, Adam at "
      + Format.general(settings.learningRate)
    if let entropy = entropy {
      heading += "; best possible loss \(Format.loss(entropy))"
    }
    return [heading] + table.lines
  }
}

extension CrossoverLength.Kind {
  /// What rtrl does from the length on, in words.
  var words: String {
    switch self {
    case .memoryOfAll: "less memory than bptt"
    case .memoryOfSquareRoot: "less memory than checkpointed-bptt (sqrt T)"
    case .memoryOfRevolve: "less memory than revolve (two sweeps)"
    case .timeOfRealTime: "less time than bptt at every character"
    case .timeOfBlocked: "the same, blocked-rtrl"
    }
  }
}

extension CrossoverLength.Basis {
  /// What `found` rests on, in words.
  var words: String {
    switch self {
    case .measured: "memory meter"
    case .planned: "plans of both"
    case .timed: "times measured"
    case .none: ""
    }
  }
}
