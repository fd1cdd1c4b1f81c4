import Differentiation
import Networks
import SequenceModels
import TensorCore
import Testing

@Suite("Layers")
struct LayerTests {
  private struct Shift: Layer {
    func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
      x + scope.part("layer").parameter("bias", x.shape, .bias, .zeros)
    }
  }

  @Test("a layer finds the parameters of its part of the network")
  func parameter() {
    let bias = Variable(Tensor<Double>(shape: [2], values: [1, 2]))
    let pass = NetworkPass(
      parameters: ["layer.bias": bias], isTraining: false, pool: WorkerPool(threads: 1))
    let x = Variable(Tensor<Double>(shape: [2], values: [10, 20]))
    #expect(Shift().output(of: x, in: Scope(pass)).value.values == [11, 22])
  }
}
