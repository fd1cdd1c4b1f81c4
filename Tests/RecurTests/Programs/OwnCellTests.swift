import Recur
import Testing

/// A program with a cell of one's own, trained step by step as the symbols come.
@Suite("A cell of one's own")
struct OwnCellTests {
  /// h_t = 0.9 h_{t-1} + 0.1 tanh(a_t)
  private struct LeakyCell: CellEquations {
    var structure: CellStructure { CellStructure(gates: [Gate("a")]) }

    func next<N: EquationNumber>(
      gates z: Span<N>, state s: Span<N>, peepholes: Span<N>, into next: inout MutableSpan<N>
    ) {
      next[0] = 0.9 * s[0] + 0.1 * N.tanh(z[0])
    }
  }

  @Test("obeys the laws of cells")
  func laws() {
    let report = checkRecurrentCell(LeakyCell())
    #expect(report.passed, "\(report)")
  }

  @Test("learns by real-time recurrent learning")
  func program() throws {
    var generator = RandomGenerator(seed: 1)
    let model = SequenceModel<Float>(
      SequenceModelConfiguration(
        input: .symbols(5), outputSize: 5, cell: LeakyCell(), layers: 1, hiddenSize: 16),
      weights: .lecun, recurrent: .orthogonal, using: &generator)
    let trainer = try Trainer(
      model, method: .rtrl, batchSize: 1, sequenceLength: 1,
      updates: UpdateOptions(learningRate: 0.03), threads: 1)
    var losses: [Double] = []
    for step in 0..<1500 {
      let (x, y) = (Int32(step % 5), Int32((step + 1) % 5))
      losses.append(try trainer.update(Batch(tokens: [x], targets: [y])).loss)
    }
    let (first, last) = (losses.prefix(5).reduce(0, +), losses.suffix(5).reduce(0, +))
    #expect(last < 0.5 * first, "\(first) to \(last)")
  }
}
