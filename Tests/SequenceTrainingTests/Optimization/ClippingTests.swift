import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Clipping and penalties")
struct ClippingTests {
  private let pool = WorkerPool(threads: 1)
  private let model = Fixture.model(Fixture.configuration(LSTMCell(peepholes: true)))
  private let batch = Fixture.batch(steps: 4, batchSize: 2)

  /// The gradient and its norm, of an update that changes nothing.
  private func gradient() -> (values: [Double], norm: Double) {
    let estimator = BackpropagationThroughTime(
      model, batchSize: 2, sequenceLength: 4, pool: pool)
    var state = model.initialState(batch: 2)
    let found = estimator.run(batch, state: &state)
    return (estimator.gradient.array, found.gradientNorm)
  }

  /// What one step of plain descent at a rate of 1 subtracts from the parameters.
  private func step(
    clipping: Clipping, penalty: Penalty = Penalty()
  ) throws -> (change: [Double], report: UpdateReport) {
    let trainer = Trainer(
      model, batchSize: 2, sequenceLength: 4,
      updates: UpdateOptions(
        optimizer: .sgd, learningRate: 1, clipping: clipping, penalty: penalty),
      pool: pool)
    let report = try trainer.update(batch)
    let change = zip(model.parameters.values, trainer.model.parameters.values).map { $0 - $1 }
    return (change, report)
  }

  // A parameter below 2 is rounded by at most 2^-53 when the step is taken, and the step that is
  // found from it once more.
  private func expectClose(_ values: [Double], _ expected: [Double]) {
    #expect(model.parameters.values.allSatisfy { $0.magnitude < 2 })
    #expect(values.count == expected.count)
    #expect(zip(values, expected).allSatisfy { ($0 - $1).magnitude <= 0x1p-52 })
  }

  @Test("By norm: the gradient is scaled to the limit when it is longer")
  func byNorm() throws {
    let (values, norm) = gradient()
    let limit = norm / 4
    let (change, report) = try step(clipping: Clipping(norm: limit))
    expectClose(change, values.map { $0 / 4 })
    #expect(report.normWasClipped)
    #expect(report.gradientNorm == norm)
    #expect(report.clippedValues == 0)
  }

  @Test("By norm: a gradient below the limit is left alone")
  func belowNorm() throws {
    let (values, norm) = gradient()
    let (change, report) = try step(clipping: Clipping(norm: norm * 1.01))
    expectClose(change, values)
    #expect(!report.normWasClipped)
  }

  @Test("By value: every element is limited, and those that were are counted")
  func byValue() throws {
    let (values, _) = gradient()
    let limit = values.map(\.magnitude).sorted()[values.count / 2]
    let (change, report) = try step(clipping: Clipping(value: limit))
    expectClose(change, values.map { max(-limit, min(limit, $0)) })
    #expect(report.clippedValues == values.count { $0.magnitude > limit })
    #expect(report.clippedValues > 0)
    #expect(!report.normWasClipped)
  }

  @Test("Both: the norm is applied first")
  func both() throws {
    let (values, norm) = gradient()
    let scaled = values.map { $0 / 2 }
    let limit = scaled.map(\.magnitude).sorted()[values.count / 2]
    let (change, report) = try step(clipping: Clipping(norm: norm / 2, value: limit))
    expectClose(change, scaled.map { max(-limit, min(limit, $0)) })
    #expect(report.normWasClipped)
  }

  @Test("Penalties reach every weight and no bias, and are not clipped")
  func penalties() throws {
    let (values, norm) = gradient()
    let (l2, l1) = (0.5, 0.25)
    let (change, _) = try step(
      clipping: Clipping(norm: norm / 2), penalty: Penalty(l2: l2, l1: l1))
    var expected = values.map { $0 / 2 }
    for block in model.layout.blocks where block.role != .bias {
      for index in block.range {
        let parameter = model.parameters[flat: index]
        expected[index] += l2 * parameter + (parameter > 0 ? l1 : -l1)
      }
    }
    #expect(model.layout.blocks.contains { $0.role == .bias })
    expectClose(change, expected)
  }

  @Test("The factor of a norm", arguments: [(5.0, 10.0, 0.5), (5, 5, 1), (5, 4, 1), (0, 0, 1)])
  func scale(limit: Double, norm: Double, factor: Double) {
    #expect(Clipping(norm: limit).scale(norm: norm) == factor)
    #expect(Clipping().scale(norm: norm) == 1)
  }
}
