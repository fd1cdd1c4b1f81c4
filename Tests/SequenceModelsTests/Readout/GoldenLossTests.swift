import Foundation
import GoldenTesting
import SequenceModels
import TensorCore
import Testing

/// A case of `Golden/losses.json`, made by `Tests/Peers/golden_losses.py`; what the values mean
/// stands there.
struct GoldenLoss: Decodable, Sendable, CustomTestStringConvertible {
  let loss: Loss
  let size: Int
  let outputs: [[Double]]
  let symbols: [Int32]?
  let values: [[Double?]]?
  let weights: [Double]
  let labelSmoothing: Double
  let losses: [Double]
  let adjoints: [[Double]]

  var testDescription: String { "\(loss), \(size), smoothing \(labelSmoothing)" }

  static func all() throws -> [GoldenLoss] {
    let directory = try #require(Bundle.module.resourceURL).appendingPathComponent("Golden")
    return try JSONDecoder().decode(
      [GoldenLoss].self, from: Data(contentsOf: directory.appendingPathComponent("losses.json")))
  }

  /// The losses of the rows and the adjoints of the outputs, those of half the sum.
  func run<S: KernelScalar>(_: S.Type, gradient: Bool = true) -> (losses: [S], outputs: [S]) {
    let rows = outputs.count
    func storage(_ values: [Double]) -> Storage<S> {
      let result = Storage<S>(count: values.count)
      result.row.array = values.map { S($0) }
      return result
    }
    let indices = IndexStorage(count: rows)
    for (row, symbol) in (symbols ?? []).enumerated() { indices.indices[row] = symbol }
    let values = storage((values ?? []).flatMap(\.self).map { $0 ?? .nan })
    let weights = storage(weights)
    let content: Targets<S>.Content =
      symbols == nil ? .values(values.block(rows: rows, columns: size)) : .symbols(indices.indices)
    let (found, losses) = (storage(outputs.flatMap(\.self)), Storage<S>(count: rows))
    loss.losses(
      of: found.block(rows: rows, columns: loss.outputCount(for: size)),
      Targets(content, weights: weights.row), into: losses.row,
      gradientScale: gradient ? 0.5 : nil, labelSmoothing: labelSmoothing)
    return (losses.row.array, found.row.array)
  }
}

@Suite("Losses against PyTorch in float64")
struct GoldenLossTests {
  @Test("Losses and adjoints equal PyTorch's, row by row", arguments: try GoldenLoss.all())
  func equal(golden: GoldenLoss) {
    let (losses, adjoints) = golden.run(Double.self)
    #expect(GoldenRun.difference(losses, golden.losses) <= 1e-12)
    #expect(GoldenRun.difference(adjoints, golden.adjoints.flatMap(\.self)) <= 1e-12)
  }

  @Test("Without a gradient the outputs stay what they are", arguments: try GoldenLoss.all())
  func forwardOnly(golden: GoldenLoss) {
    let (losses, outputs) = golden.run(Double.self, gradient: false)
    #expect(losses == golden.run(Double.self).losses)
    #expect(outputs == golden.outputs.flatMap(\.self))
  }

  /// Outputs and targets are rounded to 2^-24, and losses of size and slope below 20 move by a few
  /// hundred of these.
  @Test("Single precision is double precision rounded", arguments: try GoldenLoss.all())
  func singlePrecision(golden: GoldenLoss) {
    let (losses, adjoints) = golden.run(Float.self)
    #expect(GoldenRun.difference(losses.map(Double.init), golden.losses) <= 1e-4)
    #expect(
      GoldenRun.difference(adjoints.map(Double.init), golden.adjoints.flatMap(\.self)) <= 1e-4)
  }

  @Test("There is a case of every loss")
  func everyLoss() throws {
    let losses = Set(try GoldenLoss.all().map(\.loss))
    #expect(
      losses.isSuperset(of: [
        .crossEntropy, .crossEntropyOfDistributions, .halfSquaredError, .meanSquaredError,
        .absoluteError, .huber(delta: 0.75), .gaussian, .studentT(degreesOfFreedom: nil),
        .studentT(degreesOfFreedom: 4.5), .quantiles(at: [0.1, 0.5, 0.75]), .logistic,
      ]))
  }
}
