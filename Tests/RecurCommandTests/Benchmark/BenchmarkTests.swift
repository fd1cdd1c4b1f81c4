import Foundation
import SequenceModels
import SequenceTraining
import Testing

@testable import RecurCommand

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
    #expect(result.unitsPerSecond > 0 && result.peakTensorBytes > 0)
  }

  @Test("the influence of a benchmark's trainer, never reset, stays finite")
  func finite() throws {
    let benchmark = TrainingBenchmark(
      model: BenchmarkModel(cell: .rnn, layers: 1, hiddenSize: 8, vocabularySize: 5), method: .rtrl,
      batchSize: 1, sequenceLength: 4, threads: 1, seconds: 0.1)
    #expect(benchmark.updates.learningRate <= 1e-6)
    #expect(try benchmark.measure().unitsPerSecond > 0)
    var back = benchmark
    back.method = .bptt
    #expect(back.updates == UpdateOptions(seed: BenchmarkModel.seed))
  }

  @Test("a character's operations are those of the products, the token's row being free")
  func operations() {
    let (n, v) = (8.0, 5.0)
    #expect(Self.model.make().forwardOperations == 2 * (4 * n * n + 8 * n * n + v * n))
  }

  @Test("a translation result has its pairs and the time of an epoch of 45,000")
  func translation() throws {
    let result = try TranslationBenchmark(
      hiddenSize: 4, embeddingSize: 3, batchSize: 5, threads: 2, seconds: 0.01, pairCount: 12
    ).measure()
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: Any])
    let pairs = try #require(object["pairs_per_second"] as? Double)
    let epoch = try #require(object["seconds_per_epoch"] as? Double)
    #expect(pairs > 0 && abs(pairs * epoch / 45_000 - 1) < 1e-9)
    // Of the LSTMs 4 n (e + n + 1) each and 4 n n for the context; 13 symbols of e, and of 2 n and
    // a bias.
    #expect(object["parameters"] as? Int == 2 * 16 * 8 + 16 * 4 + 2 * 13 * 3 + 13 * 9)
    #expect(result.fractionOfPeak > 0)
  }

  @Test("translation with products in bfloat16 is named so")
  func fastTranslation() throws {
    let benchmark = TranslationBenchmark(
      hiddenSize: 4, embeddingSize: 3, precision: .fast, batchSize: 5, threads: 1, seconds: 0.01,
      pairCount: 12)
    #expect(try benchmark.measure().work.hasSuffix("B5 fast"))
  }

  @Test("the sums of the translation benchmark are distinct and right")
  func sums() {
    let pairs = TranslationBenchmark.sums(count: 200)
    func number(_ digits: ArraySlice<Int32>) -> Int32 { digits.reduce(0) { 10 * $0 + $1 } }
    for pair in pairs {
      let numbers = pair.source.split(separator: 10).map(number)
      #expect(numbers.count == 2 && numbers.reduce(0, +) == number(pair.target[...]))
    }
    #expect(Set(pairs.map(\.source)).count == 200)
  }

  @Test("a sampling result has a rate and no updates")
  func sampling() {
    let result = SamplingBenchmark(model: Self.model, length: 20).measure()
    #expect(result.unitsPerSecond > 0 && result.millisecondsPerUpdate == nil)
  }

  @Test(
    "a network's result is counted in examples",
    arguments: NetworkBenchmark.Work.allCases)
  func network(work: NetworkBenchmark.Work) throws {
    let result = try NetworkBenchmark(work: work, threads: 2, seconds: 0.01).measure()
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: Any])
    #expect(object["examples_per_second"] as? Double ?? 0 > 0)
    #expect(object["characters_per_second"] == nil && result.fractionOfPeak > 0)
    let parameters: [NetworkBenchmark.Work: Int] = [
      .perceptron: 785 * 256 + 257 * 128 + 129 * 10,
      .convolutional: 16 * 26 + 32 * 401 + 513 * 10, .firstConvolution: 16 * 26,
      .secondConvolution: 32 * 401,
    ]
    #expect(result.parameters == parameters[work])
  }

  @Test("the median is the middle of the values")
  func middle() {
    #expect(median([3, 1, 2]) == 2 && median([4, 1, 2, 3]) == 2.5 && median([]).isNaN)
  }
}
