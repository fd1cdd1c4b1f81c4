import Testing

@testable import SequenceTraining

@Suite("Whether threads share a sequence")
struct PipelineChoiceTests {
  /// The share of passes that are shared, of passes that take so long.
  private func share(
    _ choice: inout PipelineChoice, passes: Int, shared: Double, alone: Double
  ) -> Double {
    var count = 0
    for _ in 0..<passes {
      let shares = choice.shares
      count += shares ? 1 : 0
      choice.observe(seconds: shares ? shared : alone)
    }
    return Double(count) / Double(passes)
  }

  @Test("what is faster is done but for a few trials, and changes with the times")
  func follows() {
    var choice = PipelineChoice()
    #expect(choice.shares)
    #expect(share(&choice, passes: 1024, shared: 1, alone: 1.8) > 0.98)
    _ = share(&choice, passes: 512, shared: 2, alone: 1.8)
    #expect(share(&choice, passes: 1024, shared: 2, alone: 1.8) < 0.02)
    _ = share(&choice, passes: 512, shared: 1, alone: 1.8)
    #expect(share(&choice, passes: 1024, shared: 1, alone: 1.8) > 0.98)
  }
}
