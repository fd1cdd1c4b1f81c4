import Charts
import SequenceModels
import SequenceTraining

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
    let rows = entries.map { entry -> [DataTable.Cell] in
      let name = DataTable.Cell.text(entry.trainer.rawValue)
      guard let error = entry.measurement?.error else {
        return [name, .text(entry.reason ?? "not compared")]
      }
      return [
        name, .number(error.symbols),
        .figure(error.whole.cosine.map { Format.fixed($0, digits: 4) } ?? "–"),
      ] + error.blocks.map { .figure(ComparisonConclusions.scientific($0.relativeError)) }
    }
    return DataTable(
      caption: "\(cell.rawValue): relative error of every block of parameters",
      header: ["trainer", "characters", "cosine"] + names, rows: rows)
  }

  /// Exponents of every cell and trainer.
  var exponentTable: DataTable? {
    var rows: [[DataTable.Cell]] = []
    func cell(_ law: PowerLaw?) -> DataTable.Cell {
      law.map { .figure(Format.fixed($0.exponent, digits: 2)) } ?? .missing
    }
    for kind in settings.cells {
      for trainer in settings.trainers {
        let found = comparison.exponents(kind, trainer)
        guard found.timeInSize != nil || found.memoryInLength != nil else { continue }
        rows.append([
          .text("\(kind.rawValue), \(trainer.rawValue)"), cell(found.timeInSize),
          cell(found.workInSize), cell(found.memoryInLength), cell(found.plannedInLength),
        ])
      }
    }
    guard !rows.isEmpty else { return nil }
    func list(_ values: [Int]) -> String {
      ComparisonConclusions.list(values.map { Format.grouped($0) })
    }
    return DataTable(
      caption: "Fitted exponents: time of a character and its operations over n = "
        + "\(list(settings.hiddenSizes)); memory held and planned over T = "
        + "\(list(settings.sequenceLengths)); least squares in the logarithms",
      header: [
        "cell, trainer", "time in n", "operations in n", "memory in T", "planned in T",
      ], rows: rows)
  }

  var crossoverTable: DataTable {
    DataTable(
      caption: "\(settings.largestSize) hidden units",
      header: ["cell", "rtrl is better than", "predicted from", "found from", "found by"],
      rows: comparison.crossovers.map { crossover in
        [
          .text(crossover.cell.rawValue), .text(crossover.kind.rawValue),
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
          .text(curve.trainer.rawValue), .number(curve.updateLength),
          last.map { .number($0.characters) } ?? .missing,
          last.map { .figure(Format.fixed($0.seconds, digits: 2)) } ?? .missing,
          curve.finalLoss.map { .figure(Format.loss($0)) } ?? .missing, .text(curve.note ?? ""),
        ]
      })
  }

  /// Costs of a cell.
  func figureTable(_ cell: CellKind) -> DataTable? {
    let entries = entries(cell)
    guard !entries.isEmpty else { return nil }
    let rows = entries.map { entry -> [DataTable.Cell] in
      let name = DataTable.Cell.text(entry.trainer.rawValue)
      guard let found = entry.measurement else { return [name, .text(entry.reason ?? "")] }
      return [
        name, .number(found.seconds, .si("s")), .figure(Format.percent(found.spread)),
        .number(found.work.operations, .si("")),
        .text(found.work.isCounted ? "counted" : "formula"),
        .number(found.operationsPerSecond, .si("")),
        .number(Double(found.cost.heldBytes), .bytes), .number(Double(found.plannedBytes), .bytes),
        found.residentBytes.map { .number(Double($0), .bytes) } ?? .missing,
      ]
    }
    return DataTable(
      caption: "\(cell.rawValue): costs of a character, and bytes held",
      header: [
        "trainer", "time", "±", "flop", "", "flop/s", "held", "planned", "process",
      ], rows: rows)
  }
}
