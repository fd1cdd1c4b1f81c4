import SequenceModels
import TensorCore
import Testing

@Suite("Losses")
struct LossTests {
  /// The loss of one row and its adjoints.
  private func run(
    _ loss: Loss, _ outputs: [Double], _ values: [Double]
  ) -> (loss: Double, adjoints: [Double]) {
    let (found, target) = (
      Storage<Double>(count: outputs.count), Storage<Double>(count: values.count)
    )
    found.row.array = outputs
    target.row.array = values
    let losses = Storage<Double>(count: 1)
    loss.losses(of: found.row, Targets(.values(target.row)), into: losses.row, gradientScale: 1)
    return (losses.row[0], found.row.array)
  }

  /// Outputs and targets of the notes' examples; the first is misprinted there as 0.01871.
  @Test(
    "Half the sum of squared errors, worked by hand",
    arguments: [
      ([0.82, 0.07, 0.11], [1.0, 0, 0], 0.0247), ([0.16, 0.14, 0.70], [0, 0, 1], 0.0676),
      ([0.02, 0.38, 0.60], [0, 0, 1], 0.1524),
    ])
  func halfSquaredError(outputs: [Double], values: [Double], expected: Double) {
    let found = run(.halfSquaredError, outputs, values)
    #expect((found.loss - expected).magnitude < 1e-15)
    #expect(found.adjoints == zip(outputs, values).map { $0 - $1 })
    let mean = run(.meanSquaredError, outputs, values)
    #expect((mean.loss - 2 * expected / 3).magnitude < 1e-15)
  }

  @Test("A one-hot distribution is its symbol")
  func oneHot() {
    let logits = [0.3, -1, 2, 0.5]
    let found = run(.crossEntropyOfDistributions, logits, [0, 0, 1, 0])
    let storage = Storage<Double>(count: 4)
    storage.row.array = logits
    let (losses, symbols) = (Storage<Double>(count: 1), IndexStorage(count: 1))
    symbols.indices[0] = 2
    Loss.crossEntropy.losses(
      of: storage.row, Targets(.symbols(symbols.indices)), into: losses.row, gradientScale: 1)
    #expect((found.loss - losses.row[0]).magnitude < 1e-15)
    for (own, other) in zip(found.adjoints, storage.row.array) {
      #expect((own - other).magnitude < 1e-15)
    }
  }

  @Test(
    "Far outputs overflow nothing",
    arguments: [
      Loss.gaussian, .studentT(degreesOfFreedom: nil), .logistic, .crossEntropyOfDistributions,
      .huber(delta: 1),
    ], [1e4, -1e4])
  func extremes(loss: Loss, output: Double) {
    let outputs = [Double](repeating: output, count: loss.outputCount(for: 1))
    let found = run(loss, outputs, [1])
    #expect(found.loss.isFinite && found.adjoints.allSatisfy(\.isFinite), "\(found)")
  }

  @Test("An output that is not a number shows in the loss")
  func notFinite() {
    for loss in [Loss.halfSquaredError, .absoluteError, .huber(delta: 1), .gaussian, .logistic] {
      let outputs = [Double](repeating: .nan, count: loss.outputCount(for: 1))
      #expect(run(loss, outputs, [1]).loss.isNaN)
    }
  }

  @Test("Predictions are scales, probabilities and quantiles in order")
  func predictions() {
    func predict(_ loss: Loss, _ outputs: [Double]) -> [Double] {
      let storage = Storage<Double>(count: outputs.count)
      storage.row.array = outputs
      loss.predict(storage.row)
      return storage.row.array
    }
    let one = 1.3132616875182228
    func isClose(_ values: [Double], _ expected: [Double]) -> Bool {
      values.count == expected.count
        && zip(values, expected).allSatisfy { ($0 - $1).magnitude < 1e-15 }
    }
    #expect(isClose(predict(.gaussian, [3, 4, 1, 1]), [3, 4, one + 0.001, one + 0.001]))
    #expect(
      isClose(predict(.studentT(degreesOfFreedom: nil), [3, 1, 1]), [3, one + 0.001, one + 2]))
    #expect(predict(.logistic, [0]) == [0.5])
    #expect(predict(.crossEntropy, [1, 1]) == [0.5, 0.5])
    #expect(predict(.quantiles(at: [0.1, 0.9]), [5, 1, 2, 3]) == [2, 1, 5, 3])
    #expect(predict(.absoluteError, [2, 1]) == [2, 1])
  }

  @Test("Numbers of a loss are checked")
  func validity() {
    #expect(Loss.huber(delta: 1).isValid && !Loss.huber(delta: 0).isValid)
    #expect(!Loss.huber(delta: .nan).isValid && !Loss.huber(delta: .infinity).isValid)
    #expect(!Loss.studentT(degreesOfFreedom: -1).isValid)
    #expect(Loss.quantiles(at: [0.1, 0.9]).isValid)
    for levels in [[], [0.0], [1], [0.9, 0.1], [0.5, 0.5], [.nan]] as [[Double]] {
      #expect(!Loss.quantiles(at: levels).isValid)
    }
  }
}
