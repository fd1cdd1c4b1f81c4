import Foundation
import Testing

@testable import TextModeling

@Suite("Evaluation metrics")
struct EvaluationMetricsTests {
  @Test("A uniform choice among eight is three bits and a perplexity of eight")
  func uniform() {
    let metrics = EvaluationMetrics(totalNats: 10 * log(8), symbolCount: 10, byteCount: 30)
    #expect(abs(metrics.natsPerSymbol - log(8)) < 1e-15)
    #expect(abs(metrics.bitsPerSymbol - 3) < 1e-15)
    #expect(abs(metrics.bitsPerByte - 1) < 1e-15)
    #expect(abs(metrics.perplexity - 8) < 1e-13)
  }

  @Test("Metrics of no symbols stop the program")
  func empty() async {
    await #expect(processExitsWith: .failure) {
      _ = EvaluationMetrics(totalNats: 0, symbolCount: 0, byteCount: 0)
    }
  }
}
