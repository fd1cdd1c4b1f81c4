import Foundation
import SequenceModels
import Testing

@testable import recur

@Suite("Benchmark")
struct BenchmarkTests {
  private static let model = BenchmarkModel(
    cell: .lstm, layers: 2, hiddenSize: 8, vocabularySize: 5)

  @Test("a training result is one JSON line with the keys that comparisons read")
  func training() throws {
    let result = try TrainingBenchmark(
      model: Self.model, batchSize: 3, sequenceLength: 4, threads: 2, seconds: 0.01
    ).measure()
    #expect(!result.json.contains("\n"))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: Any])
    for key in [
      "characters_per_second", "milliseconds_per_update", "peak_tensor_bytes", "parameters",
      "threads", "instruction_set", "fraction_of_peak",
    ] { #expect(object[key] != nil, "\(key)") }
    // 4 n (V + n) + 4 n and 4 n (n + n) + 4 n of the layers, V n + V of the readout.
    #expect(object["parameters"] as? Int == 4 * 8 * 13 + 32 + 4 * 8 * 16 + 32 + 5 * 8 + 5)
    #expect(result.charactersPerSecond > 0 && result.peakTensorBytes > 0)
  }

  @Test("a character's operations are those of the products, the token's row being free")
  func operations() {
    let (n, v) = (8.0, 5.0)
    #expect(Self.model.make().forwardOperations == 2 * (4 * n * n + 8 * n * n + v * n))
  }

  @Test("a sampling result has a rate and no updates")
  func sampling() {
    let result = SamplingBenchmark(model: Self.model, length: 20).measure()
    #expect(result.charactersPerSecond > 0 && result.millisecondsPerUpdate == nil)
  }

  @Test("the median is the middle of the values")
  func middle() {
    #expect(median([3, 1, 2]) == 2 && median([4, 1, 2, 3]) == 2.5 && median([]).isNaN)
  }
}
