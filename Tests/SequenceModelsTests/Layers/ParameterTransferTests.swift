import SequenceModels
import TensorCore
import Testing

@Suite("Transfer of parameters")
struct ParameterTransferTests {
  @Test(
    "A model with a larger vocabulary says of the old symbols what the smaller one says",
    arguments: CellKind.allCases, [false, true])
  func logits(cell: CellKind, isTied: Bool) {
    // Jordan's cell is fed its outputs, those of new symbols too.
    guard cell != .jordan else { return }
    func model(_ symbols: Int, seed: UInt64) -> SequenceModel<Double> {
      var generator = RandomGenerator(seed: seed)
      return SequenceModel(
        SequenceModelConfiguration(
          input: isTied ? .embedding(count: symbols, size: 4) : .symbols(symbols),
          outputSize: symbols, cell: cell.cell(), hiddenSize: 4, tiedReadout: isTied),
        weights: .lecun, recurrent: .orthogonal, using: &generator)
    }
    let small = model(3, seed: 1)
    var large = model(6, seed: 2)
    // The last symbol goes to the end, as <unk> does.
    large.layout.transfer(small.parameters, of: small.layout, to: &large.parameters) {
      $0 == 2 ? 5 : $0
    }
    let (before, after) = (SequenceStream(small), SequenceStream(large))
    for symbol in [Int32(2), 0, 1] {
      let expected = before.logits(after: [symbol])
      let found = after.logits(after: [symbol == 2 ? 5 : symbol])
      for (old, new) in [(0, 0), (1, 1), (2, 5)] {
        #expect(abs(expected[old] - found[new]) < 1e-13)
      }
    }
  }
}
