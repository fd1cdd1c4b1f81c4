import TensorCore
import Testing

@Suite("Tensor")
struct TensorTests {
  @Test(
    "It has the shape's number of elements, zero at first",
    arguments: [[], [0], [3], [2, 0], [2, 3, 4]])
  func zeros(shape: [Int]) {
    let tensor = Tensor<Float>(zeros: shape)
    #expect(tensor.shape == shape)
    #expect(tensor.count == shape.reduce(1, *))
    #expect(tensor.values == [Float](repeating: 0, count: tensor.count))
  }

  @Test("Values are kept in row-major order")
  func values() {
    let tensor = Tensor<Double>(shape: [2, 2], values: [1, 2, 3, 4])
    #expect(tensor.values == [1, 2, 3, 4])
    #expect(tensor[flat: 2] == 3)
    #expect(tensor.withBlock { $0.array } == [1, 2, 3, 4])
  }

  @Test("A copy does not change with its original, by element or by block")
  func valueSemantics() {
    var original = Tensor<Float>(shape: [2], values: [1, 2])
    let copy = original
    original[flat: 0] = 7
    #expect(original.values == [7, 2])
    #expect(copy.values == [1, 2])
    let second = original
    original.withMutableBlock { $0.fill(9) }
    #expect(original.values == [9, 9])
    #expect(second.values == [7, 2])
  }

  @Test("Equality is of shape and elements")
  func equality() {
    let tensor = Tensor<Double>(shape: [2, 1], values: [0, 1])
    #expect(tensor == Tensor(shape: [2, 1], values: [-0.0, 1]))
    #expect(tensor != Tensor(shape: [1, 2], values: [0, 1]))
    #expect(tensor != Tensor(shape: [2, 1], values: [0, 2]))
    let notANumber = Tensor<Double>(shape: [], values: [.nan])
    #expect(notANumber != notANumber)
  }

  @Test("Values that do not fill the shape are refused")
  func wrongCount() async {
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>(shape: [2], values: [1]) }
  }
}
