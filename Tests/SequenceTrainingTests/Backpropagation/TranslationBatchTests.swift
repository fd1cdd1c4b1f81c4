import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Pairs in batches")
struct TranslationBatchTests {
  private let pairs = TranslationFixture.pairs([(3, 2), (1, 4), (5, 1), (0, 0), (2, 3)])
  private let keys: [UInt64] = [40, 41, 42, 43, 44]

  private func named(_ named: NamedConfiguration) -> EncoderDecoderConfiguration {
    var configuration = named.configuration
    configuration.dropout = 0.3
    return configuration
  }

  private func run(
    _ model: EncoderDecoder<Double>, _ indices: [Int], threads: Int = 1,
    sampling: (rate: Double, key: UInt64)? = nil
  ) -> (losses: [Double], gradient: [Double]) {
    let estimator = PairBackpropagation(
      model, batchSize: 5, pool: WorkerPool(threads: threads))
    let report = estimator.run(
      PairBatch(indices.map { pairs[$0] }, keys: indices.map { keys[$0] }), labelSmoothing: 0.1,
      dropoutKey: 9, sampling: sampling)
    return (estimator.pairLosses, estimator.gradient.array.map { $0 * Double(report.targetCount) })
  }

  @Test(
    "A pair's loss has the same bits in any company, dropout included",
    arguments: NamedConfiguration.all)
  func losses(_ named: NamedConfiguration) throws {
    let model = try TranslationFixture.model(self.named(named))
    let together = run(model, [0, 1, 2, 3, 4]).losses
    #expect(run(model, [0, 1, 2, 3, 4], threads: 2).losses == together)
    #expect(run(model, [4, 2, 0]).losses == [together[4], together[2], together[0]])
    for index in pairs.indices { #expect(run(model, [index]).losses == [together[index]]) }
  }

  @Test("Padding adds nothing to the gradient", arguments: NamedConfiguration.all)
  func gradients(_ named: NamedConfiguration) throws {
    let model = try TranslationFixture.model(self.named(named))
    let together = run(model, [0, 1, 2, 3, 4]).gradient
    var apart = [Double](repeating: 0, count: together.count)
    for index in pairs.indices {
      for (place, value) in run(model, [index]).gradient.enumerated() { apart[place] += value }
    }
    #expect(Fixture.difference(together, apart) <= 1e-14)
    #expect(Fixture.difference(run(model, [0, 1, 2, 3, 4], threads: 2).gradient, apart) <= 1e-14)
  }

  @Test("Rows and steps left over hold nothing", arguments: NamedConfiguration.all)
  func leftovers(_ named: NamedConfiguration) throws {
    try expectNoLeftovers(named, Double.self)
    try expectNoLeftovers(named, Float.self)
  }

  private func expectNoLeftovers<S: KernelScalar>(_ named: NamedConfiguration, _: S.Type) throws {
    let model = try TranslationFixture.model(self.named(named), as: S.self)
    let packed = PackedEncoderDecoder(model, trains: true)
    func gradient(rows: Int, sourceSteps: Int, targetSteps: Int, after: [Int]) -> [S] {
      let workspace = EncoderDecoderWorkspace(
        packed, sourceSteps: sourceSteps, targetSteps: targetSteps, rows: rows, trains: true)
      for indices in [after, [0]] where !indices.isEmpty {
        workspace.gradient.fill(0)
        workspace.load(
          indices.map { pairs[$0] }, 0..<indices.count, keys: indices.map { keys[$0] })
        workspace.forward(dropoutKey: 4)
        _ = workspace.losses(gradientScale: 1, dropped: true)
        workspace.backward(dropoutKey: 4)
      }
      return workspace.gradient.array
    }
    #expect(
      gradient(rows: 4, sourceSteps: 20, targetSteps: 8, after: [1, 2, 4])
        == gradient(rows: 1, sourceSteps: 3, targetSteps: 3, after: []))
  }

  @Test("Scheduled sampling draws for a pair, whatever batch it is in")
  func sampling() throws {
    for named in [NamedConfiguration.plain[2], NamedConfiguration.attending[1]] {
      let model = try TranslationFixture.model(self.named(named))
      let sampling = (rate: 0.5, key: UInt64(3))
      let together = run(model, [0, 1, 2, 3, 4], sampling: sampling).losses
      #expect(run(model, [4, 1], sampling: sampling).losses == [together[4], together[1]])
      #expect(together != run(model, [0, 1, 2, 3, 4]).losses)
      #expect(
        run(model, [0, 1, 2, 3, 4], sampling: (rate: 0, key: 3)).losses
          == run(model, [0, 1, 2, 3, 4]).losses)
    }
  }

  @Test("The evaluator's losses are those of training without dropout, in any company")
  func evaluator() throws {
    let model = try TranslationFixture.model(NamedConfiguration.attending[4].configuration)
    let training = PairBackpropagation(model, batchSize: 5, pool: WorkerPool(threads: 1))
    _ = training.run(PairBatch(pairs))
    let expected = training.pairLosses
    for (batchSize, threads) in [(1, 1), (2, 2), (64, 1)] {
      let evaluator = PairEvaluator(
        PackedEncoderDecoder(model, trains: false), batchSize: batchSize,
        pool: WorkerPool(threads: threads))
      #expect(evaluator.losses([pairs[0]]) == [expected[0]])
      #expect(evaluator.losses(pairs) == expected)
    }
  }

  @Test("Long pairs are measured a few at a time and have their losses all the same")
  func longPairs() throws {
    let model = try TranslationFixture.model(NamedConfiguration.attending[0].configuration)
    let pairs = TranslationFixture.pairs([(3, 2), (1100, 4), (5, 600), (2, 2), (1, 2100)])
    let packed = PackedEncoderDecoder(model, trains: false)
    let together = PairEvaluator(packed, batchSize: 64, pool: WorkerPool(threads: 2))
    for _ in 0..<2 {
      #expect(
        together.losses(pairs)
          == pairs.flatMap { pair in
            PairEvaluator(packed, batchSize: 1, pool: WorkerPool(threads: 1)).losses([pair])
          })
    }
    func bytes(_ source: Int, _ target: Int) -> Int {
      MemoryMeter.planned {
        let evaluator = PairEvaluator(packed, batchSize: 64, pool: WorkerPool(threads: 1))
        evaluator.reserve(sourceSteps: source, targetSteps: target)
        return evaluator
      }.peak
    }
    #expect(bytes(4096, 4096) < 2 * bytes(512, 512))
  }
}
