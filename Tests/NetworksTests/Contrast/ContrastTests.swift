import Differentiation
import Foundation
import TensorCore
import Testing

@testable import Networks

@Suite("Contrast and response normalisation")
struct ContrastTests {
  private let pool = WorkerPool(threads: 2)

  private func output(_ layer: some Layer, _ x: Tensor<Double>) -> Tensor<Double> {
    layer.output(
      of: Variable(x), in: Scope(NetworkPass(parameters: [:], isTraining: false, pool: pool))
    ).value
  }

  /// Local contrast by its equations, of planes [rows, columns].
  private func plain(
    _ x: Tensor<Double>, _ size: Int, floor: Double?, weight: (Int, Int) -> Double
  ) -> [Double] {
    let (rows, columns, half) = (x.shape[2], x.shape[3], size / 2)
    return (0..<x.count).map { index in
      let plane = index / (rows * columns) * rows * columns
      let (i, j) = (index % (rows * columns)).quotientAndRemainder(dividingBy: columns)
      var window: [(weight: Double, value: Double)] = []
      for p in -half...half {
        for q in -half...half where (0..<rows).contains(i + p) && (0..<columns).contains(j + q) {
          window.append((weight(p, q), x.values[plane + (i + p) * columns + j + q]))
        }
      }
      let sum = window.reduce(0) { $0 + $1.weight }
      let mean = window.reduce(0) { $0 + $1.weight * $1.value } / sum
      let variance =
        window.reduce(0) { $0 + $1.weight * ($1.value - mean) * ($1.value - mean) } / sum
      let difference = x.values[index] - mean
      return floor.map { difference / max($0, variance.squareRoot()) } ?? difference
    }
  }

  @Test("local contrast equals its equations")
  func contrastEquations() {
    let x = numbers([2, 2, 6, 9], 1)
    func compare(_ layer: LocalContrast, _ weight: (Int, Int) -> Double) {
      let expected = plain(x, layer.sizes[0], floor: layer.floor, weight: weight)
      let found = output(layer, x)
      #expect(zip(found.values, expected).allSatisfy { abs($0 - $1) < 1e-13 })
    }
    for floor in [nil, 1e-3, 0.5] {
      compare(LocalContrast(3, 3, floor: floor)) { _, _ in 1 }
      compare(LocalContrast(5, 5, weights: .gaussian(deviation: 1.5), floor: floor)) {
        exp(-Double($0 * $0 + $1 * $1) / 4.5)
      }
    }
  }

  @Test("a plane without contrast becomes zero")
  func constant() {
    let x = Tensor<Double>(shape: [1, 1, 4, 4], values: .init(repeating: 8, count: 16))
    #expect(output(LocalContrast(3, 3, floor: 0.1), x).values.allSatisfy { $0 == 0 })
  }

  @Test("local contrast obeys the laws of primitives")
  func contrastDerivatives() {
    for (shape, sizes) in [
      ([2, 2, 7, 5], [3, 5]), ([2, 1, 9], [3]), ([1, 2, 3, 4, 3], [3, 1, 3]),
    ] {
      var generator = RandomGenerator(seed: 1)
      let weights = (0..<sizes.reduce(1, *)).map { _ in generator.uniform(in: 0.2...1) }
      for floor in [nil, 1e-3, 0.4] {
        expectLaws(
          of: ContrastNormalization<Double>(
            sizes: sizes, weights: weights, floor: floor, pool: pool), at: [numbers(shape, 3)])
      }
    }
  }

  @Test("local response equals its equation, to the last channel")
  func responseEquation() {
    let x = numbers([2, 7, 3, 2], 1)
    for channels in [1, 2, 5, 20] {
      let layer = LocalResponse(channels: channels, c: 1.5, alpha: 0.7, beta: 0.6)
      let expected = (0..<x.count).map { index in
        let (image, channel, place) = (index / 42, index / 6 % 7, index % 6)
        let window = max(0, channel - channels / 2)...min(6, channel + channels / 2)
        let sum = window.reduce(0) { sum, m in
          let value = x.values[image * 42 + m * 6 + place]
          return sum + value * value
        }
        return x.values[index] / pow(1.5 + 0.7 * sum, 0.6)
      }
      let found = output(layer, x)
      #expect(zip(found.values, expected).allSatisfy { abs($0 - $1) < 1e-14 }, "\(channels)")
    }
  }

  @Test("local response obeys the laws of primitives")
  func responseDerivatives() {
    for channels in [1, 3, 4, 20] {
      let layer = LocalResponse(channels: channels, c: 0.5, alpha: 0.9, beta: 0.75)
      expectLaws(
        of: ResponseNormalization<Double>(layer: layer, pool: pool), at: [numbers([2, 6, 3, 2], 2)])
      expectLaws(
        of: ResponseNormalization<Double>(layer: layer, pool: pool), at: [numbers([0, 6, 3], 2)])
    }
  }
}
