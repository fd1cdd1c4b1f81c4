import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Translation trainer")
struct TranslationTrainerTests {
  private let pairs = TranslationFixture.pairs(
    (0..<24).map { ($0 % 5, $0 % 4) }, seed: 8)

  private func model() throws -> EncoderDecoder<Double> {
    try TranslationFixture.model(
      NamedConfiguration("") {
        ($0.attention, $0.feedsInput, $0.dropout, $0.cell) = (.general, true, 0.2, .lstm)
      }.configuration)
  }

  private func trainer(
    _ model: EncoderDecoder<Double>, threads: Int = 1
  ) -> Trainer<EncoderDecoder<Double>> {
    Trainer(
      model, batchSize: 5,
      updates: UpdateOptions(learningRate: 0.02, labelSmoothing: 0.1, seed: 4),
      sampling: SamplingSchedule(rate: 0.3, warmUpUpdates: 3), threads: threads)
  }

  /// Updates `range`, each with five pairs from another place.
  private func run(_ trainer: Trainer<EncoderDecoder<Double>>, _ range: Range<Int>) throws {
    for update in range {
      let indices = (0..<5).map { (update * 7 + $0 * 3) % pairs.count }
      _ = try trainer.update(
        PairBatch(indices.map { pairs[$0] }, keys: indices.map { UInt64($0) }))
    }
  }

  private func trainer(threads: Int = 1) throws -> Trainer<EncoderDecoder<Double>> {
    trainer(try model(), threads: threads)
  }

  @Test("The same model, options and batches give the same bits", arguments: [1, 2])
  func deterministic(threads: Int) throws {
    let (first, second) = (try trainer(threads: threads), try trainer(threads: threads))
    try run(first, 0..<6)
    try run(second, 0..<6)
    #expect(Fixture.bits(first.model.parameters) == Fixture.bits(second.model.parameters))
  }

  @Test("A trainer restored from a snapshot goes on with the same bits")
  func restore() throws {
    let (whole, half, resumed) = (try trainer(), try trainer(), try trainer())
    try run(whole, 0..<8)
    try run(half, 0..<3)
    try resumed.restore(half.snapshot())
    try run(resumed, 3..<8)
    #expect(resumed.updateCount == 8)
    #expect(Fixture.bits(resumed.model.parameters) == Fixture.bits(whole.model.parameters))
    #expect(resumed.optimizerState.step == whole.optimizerState.step)
    #expect(
      resumed.optimizerState.vectors.map(Fixture.bits)
        == whole.optimizerState.vectors.map(Fixture.bits))
  }

  @Test("A snapshot of another model is refused")
  func mismatch() throws {
    let trainer = try trainer()
    var snapshot = trainer.snapshot()
    snapshot.parameters = Tensor(zeros: [3])
    #expect(
      throws: TrainingError.snapshotMismatch(
        what: "parameters", expected: trainer.model.parameters.count, found: 3)
    ) { try trainer.restore(snapshot) }
  }

  @Test("A loss that is not finite stops training before anything has changed")
  func notFinite() throws {
    var model = try model()
    let bias = try #require(model.layout.block(named: "readout.bias"))
    model.parameters[flat: bias.offset] = .infinity
    let trainer = self.trainer(model)
    #expect(throws: TrainingError.self) { try trainer.update(PairBatch(Array(pairs.prefix(5)))) }
    #expect(Fixture.bits(trainer.model.parameters) == Fixture.bits(model.parameters))
    #expect(trainer.updateCount == 0)
    #expect(trainer.optimizerState.step == 0)
  }

  @Test("Training learns to turn a sequence round", arguments: [AttentionKind.none, .general])
  func learns(attention: AttentionKind) throws {
    var generator = RandomGenerator(seed: 1)
    let configuration = EncoderDecoderConfiguration(
      sourceVocabularySize: 4, targetVocabularySize: 6, startSymbol: 0, endSymbol: 1,
      sourceEmbeddingSize: 8, encoderHiddenSize: 24, attention: attention)
    let model = try EncoderDecoder<Float>(
      configuration, weights: .lecun, recurrent: .orthogonal, using: &generator)
    let trainer = Trainer(
      model, batchSize: 32, updates: UpdateOptions(learningRate: 0.01), threads: 1)
    func pairs(_ count: Int) -> [SequencePair] {
      (0..<count).map { _ in
        let symbols = (0..<2 + generator.index(below: 2)).map { _ in
          Int32(generator.index(below: 4))
        }
        return SequencePair(source: symbols, target: symbols.reversed().map { $0 + 2 })
      }
    }
    for _ in 0..<150 { _ = try trainer.update(PairBatch(pairs(32))) }
    let test = pairs(50)
    let found = Translator([trainer.packedModel], pool: WorkerPool(threads: 1))
      .greedy(test.map(\.source), options: DecodingOptions(maximumLength: 8))
    let right = zip(found, test).count { $0.symbols == $1.target }
    #expect(right >= 45, "\(right) of 50")
  }
}
