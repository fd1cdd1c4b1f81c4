import Recur
import Testing

/// Programs that predict values.
@Suite("Predicting values")
struct ForecastingTests {
  private static func model(_ loss: Loss, hiddenSize: Int = 16) -> SequenceModel<Float> {
    var generator = RandomGenerator(seed: 1)
    return SequenceModel(
      SequenceModelConfiguration(
        input: .vectors(1), outputSize: 1, loss: loss, cell: GRUCell(), layers: 1,
        hiddenSize: hiddenSize), weights: .lecun, recurrent: .orthogonal, using: &generator)
  }

  @Test("a regression learns what vectors add up to, a step after the other")
  func regression() throws {
    var generator = RandomGenerator(seed: 2)
    let trainer = Trainer(
      Self.model(.halfSquaredError), batchSize: 4, sequenceLength: 10,
      updates: UpdateOptions(learningRate: 0.01), masks: true, threads: 1)
    var losses: [Double] = []
    for _ in 0..<400 {
      let inputs = (0..<4).map { _ in (0..<10).map { _ in [generator.uniform()] } }
      let values = inputs.map { sequence in
        var mean = 0.0
        return sequence.map { vector in
          mean = 0.5 * mean + 0.5 * vector[0]
          return [mean]
        }
      }
      losses.append(
        try trainer.update(
          Batch(sequences: inputs, values: values, batchSize: 4, sequenceLength: 10)
        ).loss)
    }
    #expect(losses[0] > 0.02 && losses.suffix(20).reduce(0, +) / 20 < 5e-4)
  }

  @Test("a value is forecast with its spread before it is learned from, by exact RTRL")
  func online() throws {
    let trainer = try Trainer(
      Self.model(.gaussian), method: .rtrl, batchSize: 1, sequenceLength: 1,
      updates: UpdateOptions(learningRate: 0.01), threads: 1)
    let forecaster = trainer.stream()
    var generator = RandomGenerator(seed: 3)
    var (value, errors, naive, covered) = (0.0, 0.0, 0.0, 0)
    for step in 0..<2000 {
      let forecast = forecaster.predictions(after: [[value]])
      let next = Double.sin(0.5 * Double(step)) + 0.05 * generator.normal()
      let report = try trainer.update(Batch(vectors: [value], values: [next]))
      let (mean, deviation) = (Double(forecast[0]), Double(forecast[1]))
      // The forecast is what the trainer found the loss of.
      let z = (next - mean) / deviation
      let loss = Double.log(deviation) + z * z / 2 + 0.9189385332046727
      #expect((report.loss - loss).magnitude < 1e-3 * max(1, loss.magnitude))
      value = next
      guard step >= 1500 else { continue }
      errors += (next - mean).magnitude
      naive += (next - Double.sin(0.5 * Double(step - 1))).magnitude
      if z.magnitude < 1.96 { covered += 1 }
    }
    #expect(errors < 0.4 * naive, "\(errors) of \(naive)")
    // Of an interval of 95 %, while the weights still move.
    #expect((300...500).contains(covered), "\(covered) of 500")
  }

  @Test("values of a batch stand at every step or at the last one")
  func batch() {
    let batch = Batch(
      sequences: [[[1]], [[2], [3]]], values: [[[7, 8]], [[9, 10]]], batchSize: 2,
      sequenceLength: 2)
    #expect(batch.values.prefix(2) == [7, 8] && batch.values.suffix(2) == [9, 10])
    #expect(batch.values[2..<6].count { $0.isNaN } == 4)
    #expect(batch.targetCount == 2 && batch.targets.isEmpty)
    #expect(batch.mask == [true, true, false, true])
    let every = Batch(
      sequences: [[[2], [3]]], values: [[[4], [5]]], batchSize: 1, sequenceLength: 2)
    #expect(every.values == [4, 5] && every.vectors == [2, 3])
  }
}
