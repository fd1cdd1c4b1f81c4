import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Output feedback")
struct OutputFeedbackTests {
  private let pool = WorkerPool(threads: 1)
  private let batchSize = 2
  private let inputSize = 4

  private func model(_ cell: any RecurrentCell) -> SequenceModel<Double> {
    Fixture.model(
      OutputFeedback.configuration(
        inputSize: inputSize, outputSize: 5, cell: cell, hiddenSize: 3))
  }

  private func batch(_ model: SequenceModel<Double>, steps: Int) -> Batch {
    var setting = ExactSetting(cell: NamedCell.builtIn[0])
    (setting.steps, setting.batchSize) = (steps, batchSize)
    return setting.batch
  }

  private func realTime(_ model: SequenceModel<Double>, steps: Int) -> RealTimeRecurrentLearning<
    Double
  > {
    RealTimeRecurrentLearning(
      model, batchSize: batchSize, sequenceLength: steps, masks: true, outputFeedback: true,
      pool: pool)
  }

  private func blocked(
    _ model: SequenceModel<Double>, steps: Int, _ blockLength: Int
  ) -> BlockedRealTimeRecurrentLearning<Double> {
    BlockedRealTimeRecurrentLearning(
      model, batchSize: batchSize, sequenceLength: steps, blockLength: blockLength, masks: true,
      outputFeedback: true, pool: pool)
  }

  private func gradient(
    _ estimator: some SequenceEstimator<Double>, _ model: SequenceModel<Double>, _ batch: Batch
  ) -> (gradient: [Double], loss: Double) {
    var state = Fixture.state(model, batchSize: batchSize)
    let report = estimator.run(batch, state: &state)
    return (estimator.gradient.array, report.lossSum / Double(report.targetCount))
  }

  @Test("rtrl = blocked-rtrl = back-propagation, every block", arguments: NamedCell.all)
  func exact(cell: NamedCell) {
    let model = model(cell.cell)
    let steps = 60
    let batch = batch(model, steps: steps)
    let expected = gradient(blocked(model, steps: steps, steps), model, batch)
    var found = [gradient(realTime(model, steps: steps), model, batch)]
    for length in [1, 3, 20] {
      found.append(gradient(blocked(model, steps: steps, length), model, batch))
    }
    for result in found {
      #expect((result.loss - expected.loss).magnitude <= 1e-13 * expected.loss)
      for block in model.layout.blocks {
        let own = Array(expected.gradient[block.range])
        let difference = Fixture.difference(Array(result.gradient[block.range]), own)
        #expect(difference <= 1e-12, "\(block.name): \(difference)")
      }
    }
  }

  @Test("The gradient is that of differences of the loss", arguments: NamedCell.builtIn)
  func differences(cell: NamedCell) {
    let model = model(cell.cell)
    let batch = batch(model, steps: 6)
    let estimator = realTime(model, steps: 6)
    let found = gradient(estimator, model, batch).gradient
    var parameters = model.parameters
    for index in 0..<model.layout.count {
      let centre = parameters[flat: index]
      func loss(_ distance: Double) -> Double {
        parameters[flat: index] = centre + distance
        parameters.withBlock { estimator.model.update(from: $0) }
        estimator.forgetPast()
        return gradient(estimator, model, batch).loss
      }
      let h = 1e-4
      let expected = (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h)
      parameters[flat: index] = centre
      #expect((found[index] - expected).magnitude <= 1e-9, "\(index): \(found[index])")
    }
  }

  @Test("Vectors and tokens as x give the same, one-hot")
  func tokens() {
    let model = model(ElmanCell())
    let batch = batch(model, steps: 6)
    var vectors = [Double](repeating: 0, count: batch.tokens.count * inputSize)
    for (index, token) in batch.tokens.enumerated() where token >= 0 {
      vectors[index * inputSize + Int(token)] = 1
    }
    let dense = Batch(
      vectors: vectors, targets: batch.targets, mask: batch.mask, resets: batch.resets)
    #expect(
      gradient(realTime(model, steps: 6), model, dense).gradient
        == gradient(realTime(model, steps: 6), model, batch).gradient)
  }
}
