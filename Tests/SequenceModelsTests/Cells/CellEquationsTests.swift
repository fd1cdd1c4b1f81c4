import GoldenTesting
import SequenceModels
import TensorCore
import Testing

/// Any number of gates.
private struct WideCell: CellEquations {
  let gates: Int
  var structure: CellStructure { CellStructure(gates: (0..<gates).map { Gate("\($0)") }) }

  func next<N: EquationNumber>(
    gates z: Span<N>, state s: Span<N>, peepholes p: Span<N>, into next: inout MutableSpan<N>
  ) {
    var sum = s[0]
    for gate in 0..<gates { sum = sum + z[gate] }
    next[0] = sum
  }
}

@Suite("Cells written as equations")
struct CellEquationsTests {
  private struct Run {
    var logits: [Double]
    var gradient: [Double]
    var stateAdjoints: [Double]
  }

  /// Forward and backward of a random model over 5 steps of 3 sequences, one of which ends early.
  private func run<S: KernelScalar>(_ cell: any RecurrentCell, as: S.Type) -> Run {
    let (steps, rows, vocabularySize) = (5, 3, 4)
    var model = SequenceModel<S>(
      zeros: SequenceModelConfiguration(
        input: .symbols(vocabularySize), outputSize: vocabularySize, cell: cell, layers: 2,
        hiddenSize: 7))
    var generator = RandomGenerator(seed: 4)
    model.parameters = Tensor(
      shape: model.parameters.shape,
      values: (0..<model.layout.count).map { _ in S(0.5 * generator.normal()) })
    let workspace = SequenceWorkspace(
      PackedSequenceModel(model, trains: true), steps: steps, rows: rows, trains: true, masks: true)
    for index in 0..<steps * rows {
      workspace.tokens[index] = Int32(generator.index(below: vocabularySize))
      workspace.targets[index] = Int32(generator.index(below: vocabularySize))
    }
    for step in 2..<steps {
      workspace.mask?[step * rows + 1] = false
      workspace.targets[step * rows + 1] = -1
    }
    workspace.forward(0..<steps)
    _ = workspace.loss(0..<steps, gradientScale: 1)
    workspace.backward(0..<steps)
    workspace.finishGradient()
    let components = (0..<2).flatMap { layer in (0..<2).map { (layer, $0) } }
    return Run(
      logits: (0..<steps).flatMap { workspace.logits(step: $0).array.map { Double($0) } },
      gradient: workspace.gradient.array.map { Double($0) },
      stateAdjoints: components.flatMap {
        workspace.stateAdjoint(layer: $0, component: $1).array.map { Double($0) }
      })
  }

  private func expectClose(_ left: Run, _ right: Run, _ tolerance: Double) {
    #expect(GoldenRun.difference(left.logits, right.logits) <= tolerance)
    #expect(GoldenRun.difference(left.gradient, right.gradient) <= tolerance)
    #expect(GoldenRun.difference(left.stateAdjoints, right.stateAdjoints) <= tolerance)
  }

  @Test("The LSTM as equations is the built-in LSTM, peepholes and masks included, in Double")
  func double() {
    expectClose(
      run(EquationLSTMCell(), as: Double.self), run(LSTMCell(peepholes: true), as: Double.self),
      1e-14)
  }

  // Some tens of roundings of 6e-8 on each way through 5 steps and 2 layers.
  @Test("And in Float, to rounding")
  func single() {
    expectClose(
      run(EquationLSTMCell(), as: Float.self), run(LSTMCell(peepholes: true), as: Float.self), 5e-6)
  }

  @Test("A law of many variables works: the derivative of a sum is 1 for each")
  func widest() {
    let storage = Storage<Double>(count: 100)
    let cell = WideCell(gates: 15)
    let step = CellStep(
      gates: storage.block(rows: 1, columns: 15),
      previous: storage.planes(1, at: 15, rows: 1, columns: 1),
      next: storage.planes(1, at: 16, rows: 1, columns: 1),
      auxiliary: storage.planes(0, rows: 1, columns: 1), peepholes: nil, mask: nil)
    step.gates.array = (1...15).map { Double($0) }
    step.previous[0][0] = 100
    cell.activate(step)
    #expect(step.next[0][0] == 220)
    let adjoint = CellAdjoint(
      gates: storage.block(at: 20, rows: 1, columns: 15),
      output: storage.block(at: 35, rows: 1, columns: 1),
      previousOutput: storage.block(at: 36, rows: 1, columns: 1),
      carried: storage.planes(0, rows: 1, columns: 1), peepholes: nil)
    adjoint.output[0] = 2
    adjoint.previousOutput[0] = 5
    cell.pullback(step, adjoint)
    #expect(adjoint.gates.array == [Double](repeating: 2, count: 15))
    #expect(adjoint.previousOutput[0] == 7)
  }

  @Test("What the equations leave unset is not a number")
  func unset() {
    struct Forgetful: CellEquations {
      var structure: CellStructure { CellStructure(gates: [Gate("z")], states: ["h", "c"]) }
      func next<N: EquationNumber>(
        gates z: Span<N>, state s: Span<N>, peepholes p: Span<N>, into next: inout MutableSpan<N>
      ) { next[0] = z[0] }
    }
    let storage = Storage<Double>(count: 10)
    let step = CellStep(
      gates: storage.block(rows: 1, columns: 1),
      previous: storage.planes(2, at: 1, rows: 1, columns: 1),
      next: storage.planes(2, at: 3, rows: 1, columns: 1),
      auxiliary: storage.planes(0, rows: 1, columns: 1), peepholes: nil, mask: nil)
    step.gates[0] = 5
    Forgetful().activate(step)
    #expect(step.next[0][0] == 5)
    #expect(step.next[1][0].isNaN)
  }
}
