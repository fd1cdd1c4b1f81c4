import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("A limit on the influence")
struct InfluenceLimitTests {
  private static let methods: [GradientMethod] = [
    .rtrl, .blocked(length: 2, gradientAtEveryStep: false), .snap(order: 1), .snap(order: 2),
    .rflo, .eProp,
  ]
  private let pool = WorkerPool(threads: 1)
  private let model = Fixture.model(Fixture.configuration(ElmanCell()))
  private let options = EstimatorOptions(batchSize: 2, sequenceLength: 6)

  /// An estimator after a batch, and the largest element of its influence.
  private func estimator(
    _ method: GradientMethod
  ) throws -> (estimator: any SequenceEstimator<Double>, largest: Double) {
    let estimator = try method.estimator(of: model, options, pool: pool)
    #expect(estimator.largestInfluence ?? 0 == 0)
    _ = estimator.run(Fixture.batch(steps: 6, batchSize: 2))
    return (estimator, try #require(estimator.largestInfluence))
  }

  @Test("the largest element is that of what is carried", arguments: methods)
  func largest(method: GradientMethod) throws {
    let (estimator, largest) = try estimator(method)
    let carried = estimator.snapshot().tensors
      .filter { $0.key.hasPrefix("influence") || $0.key.hasPrefix("traces") }
    #expect(largest == carried.values.flatMap(\.values).map(\.magnitude).max())
    #expect(largest > 0)
  }

  @Test("an influence within it stays, one beyond is multiplied to fit", arguments: methods)
  func rescales(method: GradientMethod) throws {
    let (estimator, largest) = try estimator(method)
    #expect(estimator.limitInfluence(InfluenceLimit(largest: largest)) == 0)
    #expect(estimator.largestInfluence == largest)
    #expect(estimator.limitInfluence(InfluenceLimit(largest: largest / 16)) > 0)
    let found = try #require(estimator.largestInfluence)
    #expect(abs(found / (largest / 16) - 1) < 1e-12)
  }

  @Test("or forgotten, if the limit says so", arguments: methods)
  func resets(method: GradientMethod) throws {
    let (estimator, largest) = try estimator(method)
    let limit = InfluenceLimit(largest: largest / 1e9, resets: true)
    #expect(estimator.limitInfluence(limit) == 2)
    #expect(estimator.largestInfluence ?? 0 == 0)
  }

  @Test("a method that carries something else than an influence has none")
  func none() throws {
    for method in [GradientMethod.bptt, .uoro, .kfRTRL] {
      let estimator = try method.estimator(
        of: model, EstimatorOptions(batchSize: 1, sequenceLength: 4), pool: pool)
      _ = estimator.run(Fixture.batch(steps: 4, batchSize: 1))
      #expect(estimator.largestInfluence == nil)
      #expect(estimator.limitInfluence(InfluenceLimit(largest: 1e-9)) == 0)
    }
  }

  @Test("a trainer keeps it update after update and counts; far away it changes no bit")
  func trainer() throws {
    func train(_ limit: InfluenceLimit?) throws -> (parameters: [Double], passed: Int) {
      let trainer = try Trainer(
        model, method: .rtrl, batchSize: 2, sequenceLength: 6, threads: 1)
      trainer.influenceLimit = limit
      var passed = 0
      for _ in 0..<4 {
        passed += try trainer.update(Fixture.batch(steps: 6, batchSize: 2)).limitedInfluences
        if let limit {
          #expect(try #require(trainer.largestInfluence) <= limit.largest * (1 + 1e-12))
        }
      }
      return (trainer.model.parameters.values, passed)
    }
    let free = try train(nil)
    #expect(free.passed == 0)
    let far = try train(InfluenceLimit(largest: 1e30))
    #expect(far.passed == 0 && far.parameters == free.parameters)
    let near = try train(InfluenceLimit(largest: 1e-3))
    #expect(near.passed == 8 && near.parameters != free.parameters)
  }

  @Test("a gradient that fits in single precision is found and clipped, though its squares do not")
  func large() throws {
    let model = Fixture.model(Fixture.configuration(ElmanCell()), as: Float.self)
    let trainer = try Trainer(model, method: .rtrl, batchSize: 2, sequenceLength: 6, threads: 1)
    let batch = Fixture.batch(steps: 6, batchSize: 2)
    try trainer.update(batch)
    var snapshot = trainer.snapshot()
    for (name, tensor) in snapshot.estimator.tensors {
      snapshot.estimator.tensors[name] = Tensor(
        shape: tensor.shape, values: tensor.values.map { $0 * 1e30 })
    }
    try trainer.restore(snapshot)
    let report = try trainer.update(batch)
    #expect(report.gradientNorm > 1e20 && report.gradientNorm.isFinite && report.normWasClipped)
    #expect(trainer.model.parameters.values.allSatisfy { $0.isFinite })
    #expect(trainer.model.parameters.values != snapshot.parameters.values)
  }
}
