import Recur
import Terminal

// `recur check`.
extension Command {
  static let check = Command(
    "check", summary: "hold the gradients of cells and stacks of them to differences",
    discussion: """
      For every cell: the laws that a recurrent cell obeys; then, for a stack of it with random \
      weights, the gradient by back-propagation beside five-point differences, block by block; and \
      the errors of every difference formula along one direction, whose slope over the step, on \
      logarithmic axes, is the order of the formula:

        forward   (f(p+h) - f(p)) / h                                             h
        backward  (f(p) - f(p-h)) / h                                             h
        central   (f(p+h) - f(p-h)) / 2h                                          h^2
        5-point   (8 (f(h)-f(-h)) - (f(2h)-f(-2h))) / 12h                         h^4
        7-point   (45 (f(h)-f(-h)) - 9 (f(2h)-f(-2h)) + (f(3h)-f(-3h))) / 60h     h^6

      All in double precision. A cell that breaks a law, or a block whose relative error is above \
      1e-7, ends the command with exit code 70.
      """,
    groups: [
      OptionGroup(
        "Model",
        [
          GradientChecking.cells, GradientChecking.layers, GradientChecking.hiddenSize,
          GradientChecking.residual,
        ]),
      OptionGroup("Data", [GradientChecking.steps, GradientChecking.seed]),
    ],
    examples: [
      ("recur check", "every built-in cell, two layers of each"),
      ("recur check --cells lstm --layers 4 --residual", "a deep stack of one"),
    ], run: run)

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    let cells = arguments[GradientChecking.cells]
    var broken: [String] = []
    for (index, cell) in cells.enumerated() {
      let checking = GradientChecking(cell, arguments)
      if index > 0 { try console.print() }
      try checking.print(to: console)
      if !checking.passed { broken.append(cell.rawValue) }
    }
    guard broken.isEmpty else {
      throw CommandFailure(.defect, "the gradient is wrong of \(broken.joined(separator: ", "))")
    }
  }
}
