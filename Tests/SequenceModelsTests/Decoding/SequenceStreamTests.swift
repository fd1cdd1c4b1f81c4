import SequenceModels
import TensorCore
import Testing

@Suite("Sequence stream")
struct SequenceStreamTests {
  private static let tokens: [Int32] = [3, 0, 6, 6, 2, 5, 1, 4]

  private func model(_ kind: CellKind) -> PackedSequenceModel<Float> {
    var generator = RandomGenerator(seed: 7)
    return PackedSequenceModel(
      SequenceModel(
        SequenceModelConfiguration(
          input: .symbols(7), outputSize: 7, cell: kind.cell(),
          layers: kind == .jordan ? 1 : 2, hiddenSize: 19),
        weights: .lecun, recurrent: .orthogonal, using: &generator),
      trains: false)
  }

  @Test("gives the bits of a pass over all steps", arguments: CellKind.allCases)
  func steps(kind: CellKind) {
    let model = model(kind)
    let whole = SequenceWorkspace(model, steps: Self.tokens.count, rows: 1, trains: false)
    for (step, token) in Self.tokens.enumerated() { whole.tokens[step] = token }
    whole.forward(0..<Self.tokens.count)
    let stream = SequenceStream(model)
    for (step, token) in Self.tokens.enumerated() {
      #expect(stream.step(token).array == whole.logits(step: step).array)
    }
  }

  @Test("goes on from a state that was taken", arguments: CellKind.allCases)
  func state(kind: CellKind) {
    let stream = SequenceStream(model(kind))
    for token in Self.tokens { _ = stream.step(token) }
    let state = stream.state
    let expected = stream.step(3).array
    #expect(stream.step(3).array != expected)
    stream.state = state
    #expect(stream.step(3).array == expected)
  }

  @Test("gives each of several rows what it gives alone")
  func rows() {
    let model = model(.peepholeLSTM)
    let (alone, together) = (SequenceStream(model), SequenceStream(model, rows: 3))
    for token in Self.tokens {
      let expected = alone.step(token).array
      let found = together.step([0, token, 5])
      #expect(found.rows(1..<2).array == expected)
    }
  }
}
