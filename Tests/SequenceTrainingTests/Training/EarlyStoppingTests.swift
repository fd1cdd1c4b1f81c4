import SequenceTraining
import Testing

@Suite("Early stopping")
struct EarlyStoppingTests {
  @Test("It says which losses are the lowest so far")
  func best() {
    var stopping = EarlyStopping(patience: 2)
    let improved = [3, 2, 2, 4, 1].map { stopping.observe($0) }
    #expect(improved == [true, true, false, false, true])
    #expect(stopping.best == 1)
    #expect(stopping.sinceBest == 0)
  }

  @Test("It stops when the patience is used up")
  func patience() {
    var stopping = EarlyStopping(patience: 2)
    let stops = [3, 4, 2, 2, 2].map { loss in
      _ = stopping.observe(loss)
      return stopping.shouldStop
    }
    #expect(stops == [false, false, false, false, true])
  }

  @Test("Without patience it never stops")
  func never() {
    var stopping = EarlyStopping()
    for _ in 0..<100 { _ = stopping.observe(1) }
    #expect(!stopping.shouldStop)
  }

  @Test("A loss that is not a number is no improvement")
  func notANumber() {
    var stopping = EarlyStopping(patience: 1)
    let improved = stopping.observe(.nan)
    #expect(!improved)
    #expect(stopping.shouldStop)
    #expect(stopping.best == nil)
  }
}
