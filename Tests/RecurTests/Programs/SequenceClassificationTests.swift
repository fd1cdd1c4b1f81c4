import Recur
import Testing

/// A program that classifies sequences of vectors.
@Suite("Classifying sequences")
struct SequenceClassificationTests {
  /// Points on a line that rises (1) or falls (0), of 5 to 12 steps, with noise.
  private static func examples(
    _ count: Int, using generator: inout RandomGenerator
  ) -> [(frames: [[Double]], label: Int)] {
    (0..<count).map { _ in
      let label = generator.index(below: 2)
      let slope = label == 1 ? 0.1 : -0.1
      let steps = 5 + generator.index(below: 8)
      return ((0..<steps).map { [slope * Double($0) + 0.1 * generator.normal(), 1] }, label)
    }
  }

  @Test("learns to tell rising from falling lines, and keeps it in a file")
  func program() throws {
    var generator = RandomGenerator(seed: 1)
    let model = SequenceModel<Float>(
      SequenceModelConfiguration(
        input: .vectors(2), outputSize: 2, cell: GRUCell(), layers: 1, hiddenSize: 8),
      weights: .lecun, recurrent: .orthogonal, using: &generator)
    let trainer = Trainer(
      model, batchSize: 16, sequenceLength: 12, updates: UpdateOptions(learningRate: 0.02),
      masks: true, threads: 1)
    for _ in 0..<60 {
      let examples = Self.examples(16, using: &generator)
      try trainer.update(
        Batch(
          sequences: examples.map(\.frames), labels: examples.map(\.label), batchSize: 16,
          sequenceLength: 12))
    }
    let scratch = try Scratch()
    try trainer.model.save(to: scratch.path("lines.safetensors"))
    let trained = try SequenceModel<Float>(contentsOf: scratch.path("lines.safetensors"))

    let tests = Self.examples(100, using: &generator)
    let right = tests.count { frames, label in
      let stream = SequenceStream(trained)
      var logits: [Float] = []
      for frame in frames { logits = stream.logits(after: [frame]) }
      return (logits[1] > logits[0]) == (label == 1)
    }
    #expect(right > 90, "\(right) of 100")
  }

  @Test("learns to tell sequences of symbols apart")
  func symbols() throws {
    var generator = RandomGenerator(seed: 3)
    // Of 1 to 6 symbols; the label is whether the first is 1.
    func example() -> (symbols: [Int32], label: Int) {
      let symbols = (0...generator.index(below: 6)).map { _ in Int32(generator.index(below: 3)) }
      return (symbols, symbols[0] == 1 ? 1 : 0)
    }
    let model = SequenceModel<Float>(
      SequenceModelConfiguration(
        input: .symbols(3), outputSize: 2, cell: GRUCell(), layers: 1, hiddenSize: 12),
      weights: .lecun, recurrent: .orthogonal, using: &generator)
    let trainer = Trainer(
      model, batchSize: 16, sequenceLength: 6, updates: UpdateOptions(learningRate: 0.02),
      masks: true, threads: 1)
    for _ in 0..<150 {
      let examples = (0..<16).map { _ in example() }
      try trainer.update(
        Batch(
          sequences: examples.map(\.symbols), labels: examples.map(\.label), batchSize: 16,
          sequenceLength: 6))
    }
    let tests = (0..<100).map { _ in example() }
    let right = tests.count { symbols, label in
      let stream = trainer.stream()
      let probabilities = symbols.map { stream.predictions(after: [$0]) }.last ?? []
      #expect((probabilities.reduce(0, +) - 1).magnitude < 1e-6)
      return (probabilities[1] > 0.5) == (label == 1)
    }
    #expect(right > 95, "\(right) of 100")
  }

  @Test("a sequence of a batch is masked behind its end and predicted at its last step")
  func batch() {
    let batch = Batch(
      sequences: [[[1, 2]], [[3, 4], [5, 6]]], labels: [7, 8], batchSize: 3, sequenceLength: 3)
    #expect(batch.vectors == [1, 2, 3, 4, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(batch.targets == [7, -1, -1, -1, 8, -1, -1, -1, -1])
    #expect(batch.mask == [true, true, false, false, true, false, false, false, false])
    #expect(batch.startsAnew)
  }
}
