import SequenceModels
import Testing

@Suite("Suggested weight drop")
struct SuggestedWeightDropTests {
  private func rate(_ symbols: Int, _ parameters: Int, passes: Double = 20) -> Double {
    Regularization.suggestedWeightDrop(
      symbols: symbols, parameters: parameters, passes: passes)
  }

  @Test("is 0 where a model has few parameters for a text, or reads it seldom")
  func none() {
    #expect(rate(1_000_000, 240_000) == 0)
    #expect(rate(1_000_000, 3_300_000) == 0)
    #expect(rate(131_000, 240_000) == 0)
    #expect(rate(131_000, 3_300_000, passes: 1) == 0)
    #expect(rate(131_000, 3_300_000, passes: 0) == 0)
    #expect(rate(131_000, 0) == 0)
    #expect(rate(0, 0) == 0)
  }

  @Test("grows with the parameters of a symbol, and no further than 0.4")
  func grows() {
    #expect([4, 8, 16, 32, 1 << 20].map { rate(1000, 1000 * $0) } == [0.1, 0.2, 0.3, 0.4, 0.4])
  }

  @Test("never falls when a model grows, a text shrinks or is read more often")
  func monotone() {
    for size in stride(from: 1000, through: 1_000_000, by: 31_000) {
      #expect(rate(9000, size) <= rate(9000, size + 31_000))
      #expect(rate(size, 90_000) >= rate(size + 31_000, 90_000))
      #expect(rate(9000, size, passes: 3) <= rate(9000, size, passes: 7))
    }
  }
}
