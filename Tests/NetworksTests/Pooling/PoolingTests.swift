import Differentiation
import TensorCore
import Testing

@testable import Networks

@Suite("Pooling")
struct PoolingTests {
  private let pool = WorkerPool(threads: 2)

  private func output(_ layer: some Layer, _ x: Tensor<Double>) -> Variable<Double> {
    layer.output(
      of: Variable(x), in: Scope(NetworkPass(parameters: [:], isTraining: false, pool: pool)))
  }

  /// The image of the worked example of the course.
  private let image = Tensor<Double>(
    shape: [1, 1, 4, 4], values: [5, 1, 0, 1, 1, 6, 1, 7, 4, 1, 6, 3, 1, 8, 0, 1])
  private let halves = Window(2, 2, stride: 2)

  @Test("maximum and average of 2 x 2 regions")
  func workedExample() {
    #expect(output(Pooling(.maximum, halves), image).value.values == [6, 7, 8, 6])
    #expect(output(Pooling(.average, halves), image).value.values == [3.25, 2.25, 3.5, 2.5])
  }

  @Test("the adjoint of a maximum goes to its place")
  func maximumPlaces() {
    let x = Variable(image)
    let scope = Scope(NetworkPass<Double>(parameters: [:], isTraining: false, pool: pool))
    let y = Pooling(.maximum, halves).output(of: x, in: scope)
    let adjoint = Tensor<Double>(shape: [1, 1, 2, 2], values: [1, 2, 3, 4])
    #expect(
      y.adjoints(of: [x], from: adjoint)[0].values == [
        0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 4, 0, 0, 3, 0, 0,
      ])
  }

  @Test("of equal maxima the first has the adjoint")
  func ties() {
    let x = Variable(Tensor<Double>(shape: [1, 1, 2, 3], values: [1, 2, 2, 2, 0, 2]))
    let scope = Scope(NetworkPass<Double>(parameters: [:], isTraining: false, pool: pool))
    let y = Pooling(.maximum, Window(2, 2)).output(of: x, in: scope)
    let adjoint = Tensor<Double>(shape: [1, 1, 1, 2], values: [10, 1])
    #expect(y.adjoints(of: [x], from: adjoint)[0].values == [0, 11, 0, 0, 0, 0])
  }

  @Test("the powers are the average at 1 and near the maximum at 1000, of any magnitude")
  func powers() {
    for scale in [1e-200, 1, 1e200] {
      let x = Tensor<Double>(shape: image.shape, values: image.values.map { $0 * scale })
      let average = output(Pooling(.power(1), halves), x).value
      #expect(
        zip(average.values, [3.25, 2.25, 3.5, 2.5]).allSatisfy {
          abs($0 - $1 * scale) <= 1e-15 * scale * 4
        })
      let large = output(Pooling(.power(1000), halves), x).value
      #expect(
        zip(large.values, [6, 7, 8, 6.0]).allSatisfy { abs($0 / scale - $1) < 0.02 }, "\(large)")
    }
    #expect(
      output(Pooling(.power(3), halves), Tensor(zeros: [1, 1, 4, 4])).value.values == [0, 0, 0, 0])
  }

  @Test("what is not a number is the maximum")
  func notANumber() {
    let x = Tensor<Double>(shape: [1, 1, 1, 4], values: [1, .nan, 3, 2])
    let y = output(Pooling(.maximum, Window(1, 2)), x).value.values
    #expect(y[0].isNaN && y[1].isNaN && y[2] == 3)
  }

  static let windows: [([Int], Window?)] = [
    ([2, 3, 8, 6], Window(2, 2, stride: 2)), ([3, 2, 9, 35], Window(2, 2, stride: 2)),
    ([2, 2, 7, 7], Window(3, 3, stride: 2, padding: .border(1))),
    ([1, 2, 6, 5], Window(3, 2)), ([2, 2, 5, 6], nil), ([2, 3, 11], Window(3, stride: 3)),
    ([2, 1, 40], Window(2, stride: 2, padding: .same)), ([2, 2, 9], nil),
    ([2, 2, 4, 5, 6], Window(2, 2, 2, stride: 2)),
    ([1, 2, 4, 3, 5], Window(2, 3, 3, dilation: 1, padding: .border(1))),
    ([2, 1, 9, 9], Window(2, 2, dilation: 3)), ([1, 1, 1, 1], Window(1, 1)),
  ]

  @Test("obeys the laws of primitives", arguments: windows)
  func derivatives(shape: [Int], window: Window?) {
    let x = distinctNumbers(shape, 1)
    expectLaws(of: MaximumPooling<Double>(window: window, pool: pool), at: [x])
    expectLaws(of: AveragePooling<Double>(window: window, pool: pool), at: [x])
    let positive = Tensor(shape: shape, values: x.values.map { abs($0) + 0.1 })
    for exponent in [1, 2, 3.5] {
      expectLaws(
        of: PowerPooling<Double>(exponent: exponent, window: window, pool: pool), at: [positive])
    }
  }

  @Test("equals its definition", arguments: windows)
  func definition(shape: [Int], window: Window?) {
    let x = numbers(shape, 2)
    let extents = Array(shape.dropFirst(2))
    let axes = window?.axes(over: extents) ?? extents.map { WindowAxis(extent: $0, size: $0) }
    let (places, taps) = (
      [WindowAxis].indices(of: axes.places), [WindowAxis].indices(of: axes.sizes)
    )
    func values(_ plane: Int, _ place: [Int]) -> [Double] {
      taps.compactMap { tap in
        let index = zip(zip(place, tap), axes).map {
          $0.0 * $1.stride + $0.1 * $1.dilation - $1.before
        }
        guard zip(index, axes).allSatisfy({ (0..<$1.extent).contains($0) }) else { return nil }
        return x.values[zip(index, extents).reduce(plane) { $0 * $1.1 + $1.0 }]
      }
    }
    let windows = (0..<shape[0] * shape[1]).flatMap { plane in places.map { values(plane, $0) } }
    let single = Tensor<Float>(shape: shape, values: x.values.map { Float($0) })
    let scope = Scope(NetworkPass<Float>(parameters: [:], isTraining: false, pool: pool))
    func equal(_ kind: Pooling.Kind, _ expected: [Double]) {
      let found = output(Pooling(kind, window), x).value
      #expect(found.shape == Array(shape.prefix(2)) + axes.places)
      #expect(zip(found.values, expected).allSatisfy { abs($0 - $1) < 1e-14 })
      let low = Pooling(kind, window).output(of: Variable(single), in: scope).value
      #expect(zip(low.values, expected).allSatisfy { abs(Double($0) - $1) < 1e-6 })
    }
    equal(.maximum, windows.map { $0.max() ?? 0 })
    equal(.average, windows.map { $0.reduce(0, +) / Double($0.count) })
  }

  @Test("of an empty batch is empty")
  func empty() {
    for kind in [Pooling.Kind.maximum, .average, .power(2)] {
      #expect(output(Pooling(kind, halves), Tensor(zeros: [0, 2, 4, 4])).shape == [0, 2, 2, 2])
    }
  }
}
