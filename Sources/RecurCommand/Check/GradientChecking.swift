import Recur
import Terminal

/// A cell or a network held to its laws, and its gradient to differences.
struct GradientChecking {
  /// What is checked: `lstm, 2 layers`.
  let name: String
  let laws: LawReport
  let report: GradientCheckReport

  static let cells = Option<[CellKind]>(
    "cells", default: CellKind.allCases, placeholder: "CELL", help: "The cells")
  static let networks = Option<[NetworkSpecimen]>(
    "networks", default: NetworkSpecimen.allCases, placeholder: "NAME",
    help: "Small networks of the layers")
  static let layers = Option<Int>(
    "layers", default: 2, range: 1...8,
    help: "Layers of a stack of cells; a cell that reads the output has one")
  static let hiddenSize = Option<Int>(
    "hidden-size", default: 5, range: 1...64, help: "Hidden units of a cell, n")
  static let residual = Option<Bool>(
    "residual", help: "Add the input of upper layers to their output")
  static let steps = Option<Int>(
    "steps", default: 6, range: 2...1000, help: "Steps of the sequences, T")
  static let seed = Option<UInt64>("seed", default: 1, range: 0..., help: "Of weights and data")

  private static let (symbols, sequences) = (4, 3)
  private static let tolerance = 1e-7

  /// A stack of a cell.
  init(_ kind: CellKind, _ arguments: Arguments) {
    let cell = kind.cell()
    let (steps, seed) = (arguments[Self.steps], arguments[Self.seed])
    let layers = cell.structure.readsOutput ? 1 : arguments[Self.layers]
    name = "\(kind.rawValue), \(layers == 1 ? "1 layer" : "\(layers) layers")"
    laws = checkRecurrentCell(cell, steps: min(steps, 9), seed: seed)
    var generator = RandomGenerator(seed: seed)
    let model = SequenceModel<Double>(
      SequenceModelConfiguration(
        input: .symbols(Self.symbols), outputSize: Self.symbols, cell: cell, layers: layers,
        hiddenSize: arguments[Self.hiddenSize],
        residual: arguments[Self.residual] && layers > 1),
      weights: .uniform(0.8), recurrent: .uniform(0.8), using: &generator)
    func draw() -> [Int32] {
      (0..<steps * Self.sequences).map { _ in Int32(generator.index(below: Self.symbols)) }
    }
    let batch = Batch(tokens: draw(), targets: draw())
    report = checkGradients(
      model, batch, batchSize: Self.sequences, directionSeed: seed, pool: WorkerPool(threads: 1))
  }

  /// A network of some layers.
  init(_ specimen: NetworkSpecimen, _ arguments: Arguments) {
    let seed = arguments[Self.seed]
    name = "\(specimen.rawValue), a network"
    let pool = WorkerPool(threads: 1)
    let (network, examples) = specimen.network(seed: seed)
    laws = checkDerivatives(at: [examples.inputs], seed: seed) { inputs in
      network.body.output(
        of: inputs[0], in: Scope(NetworkPass(network.packed(threads: 1), pool: pool)))
    }
    report = checkGradients(
      network, examples, loss: .crossEntropy, directionSeed: seed, pool: pool)
  }

  var passed: Bool { laws.passed && report.largestError <= Self.tolerance }

  func print(to console: Console) throws {
    try console.print("\(name): mean loss \(Format.loss(report.loss)) nats")
    try console.print()
    var table = Table(.left("law"), .right("deviation"), .right("at most"), .left(""))
    for law in laws.laws {
      table.append(
        law.name, Format.scientific(law.deviation), Format.scientific(law.limit),
        law.passed ? "holds" : "BROKEN")
    }
    try console.print(table)
    try console.print()
    var blocks = Table(
      .left("block"), .right("largest gradient"), .right("relative error"), .left(""))
    for block in report.blocks {
      blocks.append(
        block.name, Format.scientific(block.largestGradient),
        Format.scientific(block.relativeError),
        block.relativeError <= Self.tolerance ? "right" : "WRONG")
    }
    try console.print(blocks)
    try console.print()
    try console.print(DifferenceErrors.table(report.orders))
  }
}

extension DifferenceErrors {
  /// A row for each formula: errors at some steps, the least error, the slope beside the order.
  static func table(_ orders: [DifferenceErrors]) -> Table {
    let exponents = [1, 3, 5, 8, 12, 17]
    var table = Table(
      [.left("formula")] + exponents.map { .right("h = 2^-\($0)") }
        + [.right("least error"), .right("slope"), .right("order")])
    for entry in orders {
      table.append(
        [entry.formula.rawValue] + exponents.map { Format.scientific(entry.errors[$0 - 1]) }
          + [
            Format.scientific(entry.best.error),
            entry.slope.map { Format.fixed($0, digits: 2) } ?? "", "\(entry.formula.order)",
          ])
    }
    return table
  }
}
