import Recur
import Terminal

// `recur check`.
extension Command {
  static let check = Command(
    "check", summary: "hold the gradients of cells, stacks and networks to differences",
    discussion: """
      For every cell the laws that a recurrent cell obeys, for every network those of a primitive; then, with random \
      weights, the gradient by back-propagation beside five-point differences, block by block; and the errors of the \
      forward, backward, central, 5-point and 7-point formula along one direction, whose slope over the step h, on \
      logarithmic axes, is the order of the formula: 1, 1, 2, 4 and 6.

      All in double precision. What breaks a law, or a block whose relative error is above 1e-7, ends the command with \
      exit code 70.
      """,
    groups: [
      OptionGroup(
        "Model",
        [
          GradientChecking.cells, GradientChecking.networks, GradientChecking.layers,
          GradientChecking.hiddenSize,
          GradientChecking.residual,
        ]),
      OptionGroup("Data", [GradientChecking.steps, GradientChecking.seed]),
    ],
    examples: [
      ("recur check", "every built-in cell, two layers of each, and every layer in a network"),
      ("recur check --cells lstm --layers 4 --residual", "a deep stack of one"),
    ], run: run)

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    // Cells alone or networks alone, where one of the two is asked for.
    let (hasCells, hasNetworks) = (
      arguments.isGiven(GradientChecking.cells), arguments.isGiven(GradientChecking.networks)
    )
    let cells = hasNetworks && !hasCells ? [] : arguments[GradientChecking.cells]
    let networks = hasCells && !hasNetworks ? [] : arguments[GradientChecking.networks]
    var broken: [String] = []
    func show(_ checking: GradientChecking, isFirst: Bool) throws {
      if !isFirst { for _ in 0..<2 { try console.print() } }
      try checking.print(to: console)
      if !checking.passed { broken.append(checking.name) }
    }
    for (index, cell) in cells.enumerated() {
      try show(GradientChecking(cell, arguments), isFirst: index == 0)
    }
    for (index, network) in networks.enumerated() {
      try show(GradientChecking(network, arguments), isFirst: cells.isEmpty && index == 0)
    }
    guard broken.isEmpty else {
      throw CommandFailure(.defect, "the gradient is wrong of \(broken.joined(separator: ", "))")
    }
  }
}
