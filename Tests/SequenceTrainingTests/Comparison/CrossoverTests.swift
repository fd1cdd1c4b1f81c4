import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Crossover lengths")
struct CrossoverTests {
  private func model(_ cell: any RecurrentCell, n: Int, symbols: Int) -> SequenceModel<Float> {
    SequenceModel(
      zeros: SequenceModelConfiguration(
        input: .symbols(symbols), outputSize: symbols, cell: cell, layers: 1, hiddenSize: n))
  }

  @Test("of the plain RNN with one-hot input they follow from n and m")
  func plain() {
    let (n, m) = (6.0, 5.0)
    let found = Crossover(model(ElmanCell(), n: 6, symbols: 5))
    let parameters = n * (n + m + 1)
    #expect(found.stateSize == n && found.parameterCount == parameters)
    // Its pre-activation and its state.
    #expect(found.tapeCount == 2 * n)
    #expect(found.storingAll == parameters / 2)
    #expect(abs(found.storingSquareRoot - (parameters / 3) * (parameters / 3)) < 1e-9)
    #expect(found.revolve == (parameters + 2) * (parameters + 1) / 2)
    // Linearising a step, 2 n n P of the influence and 2 n P of the gradient over two products.
    let real = 2 * n * n + 2 * n * n * parameters + 2 * n * parameters
    #expect(abs(found.realTime - real / (4 * n * n)) < 1e-9)
  }

  @Test("blocked RTRL is cheaper than RTRL once a block is longer than a few steps")
  func blocked() {
    let found = Crossover(model(ElmanCell(), n: 32, symbols: 8))
    #expect(found.blocked(32) < found.realTime / 3)
  }

  @Test("the first length is where the bytes pass what is held", arguments: [0, 1, 99, 100, 101])
  func search(held: Int) {
    let found = Crossover.firstLength(upTo: 1 << 20, exceeding: held) { $0 / 3 * 10 }
    #expect(found == (held / 10 + 1) * 3)
    #expect(Crossover.firstLength(upTo: 5, exceeding: 100) { $0 } == nil)
    #expect(Crossover.firstLength(upTo: 5, exceeding: 0) { _ in nil } == nil)
  }
}
