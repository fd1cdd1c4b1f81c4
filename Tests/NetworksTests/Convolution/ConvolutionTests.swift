import Differentiation
import Networks
import TensorCore
import Testing

@Suite("Convolution layers")
struct ConvolutionTests {
  private func output(
    _ layer: some Layer, _ x: Tensor<Double>, _ parameters: [String: Tensor<Double>]
  ) -> Tensor<Double> {
    let pass = NetworkPass(
      parameters: parameters.mapValues { Variable($0) }, isTraining: false,
      pool: WorkerPool(threads: 1))
    return layer.output(of: Variable(x), in: Scope(pass)).value
  }

  /// The image and the filter of the worked example of the course.
  private let image = Tensor<Double>(
    shape: [1, 1, 5, 5],
    values: [
      5, 1, 0, 1, 9, 1, 6, 1, 7, 0, 4, 1, 6, 3, 5, 1, 8, 0, 1, 0, 2, 2, 8, 0, 4,
    ])
  private let filter = Tensor<Double>(shape: [1, 1, 3, 3], values: [2, 0, -2, 0, 2, 0, -2, 0, 2])

  @Test("a filter of 3 x 3 over an image of 5 x 5")
  func workedExample() {
    let found = output(Convolution(1, Window(3, 3), bias: .none), image, ["weight": filter])
    #expect(found.shape == [1, 1, 3, 3])
    #expect(found.values == [26, 6, -6, 0, -4, 8, 24, -8, -4])
  }

  @Test("the filter is not turned round")
  func correlation() {
    let found = output(
      Convolution(1, Window(2), bias: .none), Tensor(shape: [1, 1, 3], values: [1, 10, 100]),
      ["weight": Tensor(shape: [1, 1, 2], values: [1, 2])])
    #expect(found.values == [21, 210])
  }

  @Test("a border of 3 around 9 x 9 pixels, and strides")
  func places() {
    func shape(_ window: Window, _ extent: Int) -> [Int] {
      window.axes(over: [extent, extent]).places
    }
    #expect(shape(Window(3, 3, padding: .border(3)), 9) == [13, 13])
    #expect(shape(Window(3, 3, stride: 2), 9) == [4, 4])
    #expect(shape(Window(3, 3, stride: 2), 10) == [4, 4])
    #expect(shape(Window(3, 3, padding: .same), 9) == [9, 9])
    #expect(shape(Window(4, 4, stride: 2, padding: .same), 9) == [5, 5])
  }

  @Test("tied and untied biases, and a rectifier")
  func biases() {
    let tied = output(
      Convolution(1, Window(3, 3), activation: .relu), image,
      ["weight": filter, "bias": Tensor(shape: [1], values: [-8])])
    #expect(tied.values == [18, 0, 0, 0, 0, 0, 16, 0, 0])
    let untied = output(
      Convolution(1, Window(3, 3), bias: .untied), image,
      [
        "weight": filter,
        "bias": Tensor(shape: [1, 3, 3], values: [1, 2, 3, 4, 5, 6, 7, 8, 9]),
      ])
    #expect(untied.values == [27, 8, -3, 4, 1, 14, 31, 0, 5])
  }

  @Test("a causal convolution sees nothing of the future")
  func causal() {
    let layer = Convolution(2, Window(3, dilation: 2, padding: .causal), bias: .none)
    let weights = ["weight": numbers([2, 1, 3], 1)]
    var x = numbers([1, 1, 12], 2)
    let before = output(layer, x, weights)
    x[flat: 7] = 100
    let after = output(layer, x, weights)
    for filter in 0..<2 {
      for time in 0..<12 {
        let index = filter * 12 + time
        #expect(
          (before.values[index] == after.values[index]) == ![7, 9, 11].contains(time), "\(time)")
      }
    }
  }

  @Test("a transposed convolution has the shape that a convolution comes from")
  func transposedShape() {
    let x = numbers([2, 3, 4, 5], 1)
    for (window, extra) in [
      (Window(3, 3, stride: 2), 0), (Window(3, 3, stride: 2, padding: .border(1)), 1),
      (Window(4, 4, stride: 2, padding: .same), 0), (Window(2, 2, dilation: 2), 0),
    ] {
      let large = output(
        TransposedConvolution(2, window, extra: extra, hasBias: false), x,
        ["weight": numbers([3, 2] + window.sizes, 2)])
      let small = output(
        Convolution(3, window, bias: .none), large, ["weight": numbers([3, 2] + window.sizes, 2)])
      #expect(small.shape == x.shape, "\(window), \(large.shape)")
    }
  }

  @Test("windows larger than the image stop")
  func tooLarge() async {
    await #expect(processExitsWith: .failure) {
      _ = Window(3, 3).axes(over: [5, 2])
    }
  }
}
