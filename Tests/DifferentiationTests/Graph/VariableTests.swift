import Differentiation
import TensorCore
import Testing

@Suite("Variables")
struct VariableTests {
  private static func number(_ value: Double) -> V { V(Tensor(shape: [], values: [value])) }

  @Test("an adjoint is added where a value is used twice")
  func usedTwice() {
    let x = V(Tensor(shape: [2], values: [3, 5]))
    let doubled = x + x
    let adjoint = Tensor<Double>(shape: [2], values: [1, 10])
    #expect((doubled + x).adjoints(of: [x], from: adjoint)[0].values == [3, 30])
    #expect((doubled + x).tangent(along: [(x, adjoint)]).values == [3, 30])
  }

  /// E = (s(w x + b) - d)^2 / 2 at w = 2, x = 1/2, b = -1, d = 1, step by step.
  @Test("the worked graph has the adjoints that its equations say")
  func workedGraph() {
    let (w, x, b, d) = (
      Self.number(2), Self.number(0.5), Self.number(-1), Self.number(1)
    )
    let t1 = w * x
    let z = t1 + b
    let y = z.sigmoid()
    let t2 = y - d
    let t3 = t2.squared()
    let error = t3.halved()
    #expect(
      [t1, z, y, t2, t3, error].map { $0.value.values[0] } == [1, 0, 0.5, -0.5, 0.25, 0.125])
    // dE/dt3 = 1/2, dE/dt2 = dE/dy = t2, dE/dz = dE/db = dE/dt1 = t2 y (1 - y), dE/dw = x dE/dz,
    // dE/dx = w dE/dz, dE/dd = -t2
    let adjoints = error.gradients(of: [t3, t2, y, z, t1, b, w, x, d]).map { $0.values[0] }
    #expect(
      adjoints == [0.5, -0.5, -0.5, -0.125, -0.125, -0.125, -0.0625, -0.25, 0.5])
    for (variable, expected) in zip([w, x, b, d], [-0.0625, -0.25, -0.125, 0.5]) {
      let one = Tensor<Double>(shape: [], values: [1])
      #expect(error.tangent(along: [(variable, one)]).values == [expected])
    }
  }

  @Test("a variable that the value does not depend on has a gradient of zeros")
  func unrelated() {
    let (x, other) = (Self.number(3), V(Tensor(shape: [2], values: [1, 2])))
    let y = x.squared()
    #expect(y.gradients(of: [other, x, x]).map(\.values) == [[0, 0], [6], [6]])
    #expect(y.gradients(of: []).isEmpty)
    #expect(y.gradients(of: [y])[0].values == [1])
    #expect(y.tangent(along: [(other, other.value)]).values == [0])
  }

  @Test("gradients of two values over the same variables do not disturb one another")
  func sharedVertices() {
    let x = Self.number(3)
    let square = x.squared()
    let (y, z) = (square * 2, (square + x).exponential().logarithm())
    #expect(y.gradients(of: [x])[0].values == [12])
    #expect(abs(z.gradients(of: [x])[0].values[0] - 7) < 1e-12)
    #expect(y.gradients(of: [square, x]).map(\.values) == [[2], [12]])
  }

  @Test("a chain of many values is released without a deep stack")
  func longChain() {
    let one = Self.number(1)
    var sum = one
    for _ in 0..<100_000 { sum = sum + one }
    #expect(sum.value.values == [100_001])
    #expect(sum.gradients(of: [one])[0].values == [100_001])
  }

  @Test("memory is released with the last variable that leads to it")
  func memory() {
    let before = MemoryMeter.liveBytes
    func compute() -> V {
      let x = V(Tensor(zeros: [100_000]))
      return (x + 1).sum()
    }
    var y: V? = compute()
    #expect(MemoryMeter.liveBytes > before + 1_500_000)
    y = nil
    #expect(y == nil)
    #expect(MemoryMeter.liveBytes < before + 500_000)
  }
}
