import Differentiation
import TensorCore
import Testing

@testable import Networks

@Suite("Un-pooling")
struct UnpoolingTests {
  private let scope = Scope(
    NetworkPass<Double>(parameters: [:], isTraining: false, pool: WorkerPool(threads: 2)))

  @Test("every value goes to the top left of its region")
  func topLeft() {
    let x = Variable(Tensor<Double>(shape: [1, 1, 1, 2], values: [2, 6]))
    let y = Unpooling(2, 2).output(of: x, in: scope).value
    #expect(y.shape == [1, 1, 2, 4])
    #expect(y.values == [2, 0, 6, 0, 0, 0, 0, 0])
  }

  @Test("un-pooling and the average of overlapping patches make a larger image")
  func deconvolution() {
    func smoothed(_ values: [Double]) -> [Double] {
      let x = Variable(Tensor<Double>(shape: [1, 1, 1, 2], values: values))
      let ones = Variable(
        Tensor<Double>(shape: [1, 1, 3, 3], values: .init(repeating: 1, count: 9)))
      return Variable(
        ConvolutionPrimitive(
          window: Window(3, 3, padding: .same), groups: 1, rectifies: false,
          pool: WorkerPool(threads: 1)), [Unpooling(2, 2).output(of: x, in: scope), ones]
      ).value.values
    }
    let (sums, counts) = (smoothed([2, 6]), smoothed([1, 1]))
    #expect(zip(sums, counts).map { $0 / $1 } == [2, 4, 6, 6, 2, 4, 6, 6])
  }

  @Test("obeys the laws of primitives")
  func derivatives() {
    for (shape, region) in [
      ([2, 3, 4], [3]), ([2, 2, 3, 18], [2, 2]), ([1, 2, 2, 3, 2], [2, 1, 3]), ([0, 1, 3], [2]),
    ] {
      expectLaws(
        of: TopLeftUnpooling<Double>(region: region, pool: WorkerPool(threads: 1)),
        at: [numbers(shape, 1)])
    }
  }
}
