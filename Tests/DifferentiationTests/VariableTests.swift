import Differentiation
import TensorCore
import Testing

@Suite("Variables")
struct VariableTests {
  @Test("an adjoint is added where a value is used twice")
  func usedTwice() {
    let x = Variable(Tensor<Double>(shape: [2], values: [3, 5]))
    let doubled = x + x
    let adjoint = Tensor<Double>(shape: [2], values: [1, 10])
    #expect((doubled + x).adjoints(of: [x], from: adjoint)[0].values == [3, 30])
    #expect((doubled + x).tangent(along: [(x, adjoint)]).values == [3, 30])
  }

  @Test("a chain of many values is released without a deep stack")
  func longChain() {
    let one = Variable(Tensor<Double>(shape: [], values: [1]))
    var sum = one
    for _ in 0..<100_000 { sum = sum + one }
    #expect(sum.value.values == [100_001])
    #expect(sum.gradients(of: [one])[0].values == [100_001])
  }
}
