import Charts
import Recur
import Terminal

extension ComparisonPage {
  private func entries(_ cell: CellKind) -> [ComparisonEntry] {
    settings.trainers.compactMap {
      comparison.entry(cell, $0, settings.largestSize, settings.longest)
    }
  }

  /// Errors of a cell, block by block.
  func errorTable(_ cell: CellKind) -> DataTable? {
    let entries = entries(cell)
    guard
      let names = entries.lazy.compactMap({ $0.measurement?.error?.blocks.map(\.name) }).first
    else { return nil }
    let rows = entries.compactMap { entry -> [DataTable.Cell]? in
      guard let error = entry.measurement?.error else { return nil }
      return [
        .text(entry.trainer.name), .number(error.symbols),
        .figure(error.whole.cosine.map { Format.fixed($0, digits: 4) } ?? "–"),
      ] + error.blocks.map { .figure(Format.scientific($0.relativeError)) }
    }
    return DataTable(
      caption: "\(cell.rawValue): relative error of every block of parameters",
      header: ["trainer", "characters", "cosine"] + names.map(Self.blockWords), rows: rows)
  }

  /// "recurrent weight" of "layers.0.recurrent_weight": there is one layer.
  private static func blockWords(_ name: String) -> String {
    name.replacing("layers.0.", with: "").replacing("_", with: " ").replacing(".", with: " ")
  }

  /// The combinations of a cell that have no figures, with the reason.
  func missing(_ cell: CellKind) -> Page.Block? {
    let reasons = entries(cell).compactMap { entry in
      entry.reason.map { "\(entry.trainer.name) with \(cell.rawValue) is \($0)." }
    }
    return reasons.isEmpty ? nil : .paragraph(reasons.joined(separator: " "))
  }

  /// Exponents of every cell and trainer.
  var exponentTable: DataTable? {
    var rows: [[DataTable.Cell]] = []
    func cell(_ law: PowerLaw?) -> DataTable.Cell {
      law.map { .figure(Format.fixed($0.exponent, digits: 2)) } ?? .missing
    }
    for kind in settings.cells {
      for trainer in settings.trainers {
        let time = comparison.timeInSize(kind, trainer)
        let memory = comparison.memoryInLength(kind, trainer)
        guard time != nil || memory != nil else { continue }
        rows.append([
          .text("\(kind.rawValue), \(trainer.name)"), cell(time),
          cell(comparison.workInSize(kind, trainer)), cell(memory),
          cell(comparison.plannedInLength(kind, trainer)),
        ])
      }
    }
    guard !rows.isEmpty else { return nil }
    func list(_ values: [Int]) -> String {
      Comparison.list(values.map { Format.grouped($0) })
    }
    return DataTable(
      caption: "Fitted exponents: of time and operations over n = \(list(settings.hiddenSizes)), "
        + "of memory over T = \(list(settings.sequenceLengths))",
      header: ["cell, trainer", "time", "operations", "held", "planned"], rows: rows)
  }

  var crossoverTable: DataTable {
    DataTable(
      caption: "\(settings.largestSize) hidden units",
      header: ["cell", "rtrl takes, from a length on", "predicted", "found", "by"],
      rows: comparison.crossovers.map { crossover in
        [
          .text(crossover.cell.rawValue), .text(crossover.kind.words),
          .number(crossover.predicted.rounded(), .si("")),
          crossover.found.map { .number($0.rounded(), .si("")) } ?? .missing,
          .text(crossover.basis == .none ? "" : crossover.basis.words),
        ]
      })
  }

  var learningTable: DataTable {
    DataTable(
      caption: "The end of every learning run",
      header: ["trainer", "update every", "characters", "seconds", "loss", "note"],
      rows: comparison.learning.map { curve in
        let last = curve.points.last
        return [
          .text(curve.trainer.name), .number(curve.updateLength),
          last.map { .number($0.characters) } ?? .missing,
          last.map { .figure(Format.fixed($0.seconds, digits: 2)) } ?? .missing,
          curve.finalLoss.map { .figure(Format.loss($0)) } ?? .missing, .text(curve.note ?? ""),
        ]
      })
  }

  /// Costs of a cell.
  func figureTable(_ cell: CellKind) -> DataTable? {
    let entries = entries(cell)
    let rows = entries.compactMap { entry -> [DataTable.Cell]? in
      guard let found = entry.measurement else { return nil }
      return [
        .text(entry.trainer.name), .number(found.seconds, .si("s")),
        .figure(Format.percent(found.spread)),
        .number(found.work.operations, .si("")),
        .text(found.work.isCounted ? "counted" : "formula"),
        .number(found.operationsPerSecond, .si("")),
        .number(Double(found.cost.heldBytes), .bytes), .number(Double(found.plannedBytes), .bytes),
        found.residentBytes.map { .number(Double($0), .bytes) } ?? .missing,
      ]
    }
    guard !rows.isEmpty else { return nil }
    return DataTable(
      caption: "\(cell.rawValue): costs of a character, and bytes held",
      header: [
        "trainer", "time", "±", "flop", "", "flop/s", "held", "planned", "process",
      ], rows: rows)
  }
}
