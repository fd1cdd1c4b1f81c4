import SequenceModels
import SequenceTraining
import TensorCore
import Testing

/// A state that stays at an unstable zero: the influence doubles with every step and soon exceeds
/// single precision, while a readout with tiny weights keeps the gradient within it.
@Suite("An influence beyond the range of its numbers")
struct InfluenceRangeTests {
  private static let steps = 200
  private static let methods: [GradientMethod] = [
    .rtrl, .snap(order: 2), .blocked(length: 1, gradientAtEveryStep: false),
    .blocked(length: 8, gradientAtEveryStep: true),
    .blocked(length: 40, gradientAtEveryStep: false),
  ]
  private let pool = WorkerPool(threads: 1)

  private static func model<S: KernelScalar>(_ type: S.Type) -> SequenceModel<S> {
    var model = SequenceModel<S>(
      zeros: SequenceModelConfiguration(
        input: .symbols(2), outputSize: 2, cell: ElmanCell(), layers: 1, hiddenSize: 2))
    var values = model.parameters.values
    for block in model.layout.blocks {
      for (index, place) in block.range.enumerated() {
        switch block.role {
        case .recurrentWeight: values[place] = index % 3 == 0 ? 2 : 0
        case .readoutWeight: values[place] = S(index + 1) * 0x1p-100
        default: break
        }
      }
    }
    model.parameters = Tensor(shape: [values.count], values: values)
    return model
  }

  /// A batch whose last step alone has a target.
  private static func batch(_ steps: Int, isLast: Bool = true) -> Batch {
    var targets = [Int32](repeating: -1, count: steps)
    if isLast { targets[steps - 1] = 1 }
    return Batch(tokens: (0..<steps).map { Int32($0 % 2) }, targets: targets)
  }

  private func estimator(
    _ method: GradientMethod, steps: Int
  ) throws -> any SequenceEstimator<Float> {
    try method.estimator(
      of: Self.model(Float.self), EstimatorOptions(batchSize: 1, sequenceLength: steps), pool: pool)
  }

  private func expectExact(_ found: [Float]) {
    let exact = BackpropagationThroughTime(
      Self.model(Double.self), batchSize: 1, sequenceLength: Self.steps, pool: pool)
    _ = exact.run(Self.batch(Self.steps))
    let expected = exact.gradient.array
    let largest = expected.map(\.magnitude).max() ?? 0
    #expect(largest > 1e25)
    for (found, expected) in zip(found, expected) {
      #expect(abs(Double(found) - expected) <= 1e-5 * largest)
    }
  }

  @Test("the gradient that fits in single precision is found", arguments: methods)
  func gradient(method: GradientMethod) throws {
    let estimator = try estimator(method, steps: Self.steps)
    let report = estimator.run(Self.batch(Self.steps))
    #expect(report.gradientNorm > 1e25 && report.gradientNorm.isFinite)
    #expect(try #require(estimator.largestInfluence) > 1e40)
    expectExact(estimator.gradient.array)
  }

  @Test("a snapshot knows how large it is", arguments: methods)
  func snapshot(method: GradientMethod) throws {
    let half = Self.steps / 2
    let first = try estimator(method, steps: half)
    _ = first.run(Self.batch(half, isLast: false))
    let snapshot = first.snapshot()
    #expect(snapshot.indices["rescalings"] != nil)
    let second = try estimator(method, steps: half)
    try second.restore(snapshot)
    #expect(second.largestInfluence == first.largestInfluence)
    _ = second.run(Self.batch(half), start: half, labelSmoothing: 0)
    expectExact(second.gradient.array)
    var wrong = snapshot
    wrong.indices["rescalings"] = [1 << 40]
    #expect(throws: TrainingError.self) { try second.restore(wrong) }
  }

  @Test("a limit brings it back into range")
  func limit() throws {
    let estimator = try estimator(.rtrl, steps: Self.steps)
    _ = estimator.run(Self.batch(Self.steps))
    #expect(estimator.limitInfluence(InfluenceLimit(largest: 8)) == 1)
    #expect(estimator.largestInfluence == 8)
    #expect(estimator.snapshot().indices["rescalings"] == nil)
  }
}
