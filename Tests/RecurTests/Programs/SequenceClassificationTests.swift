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
