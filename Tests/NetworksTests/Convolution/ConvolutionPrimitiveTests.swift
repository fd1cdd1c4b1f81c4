import Differentiation
import TensorCore
import Testing

@testable import Networks

@Suite("Convolution")
struct ConvolutionPrimitiveTests {
  private func primitive<S: KernelScalar>(
    _ example: ConvolutionCase, rectifies: Bool = false, threads: Int = 1, _: S.Type
  ) -> ConvolutionPrimitive<S> {
    ConvolutionPrimitive(
      window: example.window, groups: example.groups, rectifies: rectifies,
      pool: WorkerPool(threads: threads))
  }

  @Test("equals its definition in one to three dimensions", arguments: ConvolutionCase.all)
  func definition(example: ConvolutionCase) {
    let expected = example.outputs(example.images, example.weights)
    let found = primitive(example, Double.self).forward([example.images, example.weights]).output
    #expect(largestDifference(found, expected) < 1e-13)
  }

  @Test("equals its definition in single precision", arguments: ConvolutionCase.all)
  func singlePrecision(example: ConvolutionCase) {
    func single(_ tensor: Tensor<Double>) -> Tensor<Float> {
      Tensor(shape: tensor.shape, values: tensor.values.map { Float($0) })
    }
    let expected = example.outputs(example.images, example.weights)
    let inputs = [single(example.images), single(example.weights)]
    let found = primitive(example, Float.self).forward(inputs).output
    // Elements are at most 1: a sum of k of them errs by at most (k + 1)^2 roundings.
    let depth = Double(example.weightShape.dropFirst().reduce(1, *))
    let bound = (depth + 1) * (depth + 1) * 0x1p-24
    #expect(found.shape == expected.shape)
    #expect(zip(found.values, expected.values).allSatisfy { abs(Double($0) - $1) <= bound })
  }

  @Test("obeys the laws of primitives", arguments: ConvolutionCase.all)
  func laws(example: ConvolutionCase) {
    let (primitive, inputs) = (primitive(example, Double.self), [example.images, example.weights])
    expectLaws(of: primitive, at: inputs)
    for shape in [[example.filters], [example.filters] + example.axes.places] {
      expectLaws(of: primitive, at: inputs + [numbers(shape, 3)], "bias \(shape)")
    }
  }

  @Test("with a rectifier is a convolution and a rectifier", arguments: ConvolutionCase.all)
  func rectifier(example: ConvolutionCase) {
    let adjoint = numbers(example.outputShape, 8)
    for shape in [[example.filters], [example.filters] + example.axes.places] {
      let inputs = [example.images, example.weights, numbers(shape, 3)].map { Variable($0) }
      let fused = Variable(primitive(example, rectifies: true, Double.self), inputs)
      let apart = Variable(primitive(example, Double.self), inputs).map(.rectifier)
      #expect(largestDifference(fused.value, apart.value) < 1e-14)
      let expected = apart.adjoints(of: inputs, from: adjoint)
      for (found, expected) in zip(fused.adjoints(of: inputs, from: adjoint), expected) {
        #expect(largestDifference(found, expected) < 1e-13)
      }
      let directions = inputs.map { ($0, numbers($0.shape, 9)) }
      #expect(
        largestDifference(fused.tangent(along: directions), apart.tangent(along: directions))
          < 1e-13)
    }
  }

  @Test("transposed obeys the laws of primitives", arguments: ConvolutionCase.all)
  func transposed(example: ConvolutionCase) {
    let primitive = TransposedConvolutionPrimitive<Double>(
      axes: example.axes, groups: example.groups, pool: WorkerPool(threads: 1))
    let inputs = [numbers(example.outputShape, 4), example.weights]
    expectLaws(of: primitive, at: inputs)
    expectLaws(of: primitive, at: inputs + [numbers([example.batch[1]], 5)])
  }

  @Test("transposed is the transpose of the convolution", arguments: ConvolutionCase.all)
  func transpose(example: ConvolutionCase) {
    let adjoint = numbers(example.outputShape, 6)
    var sums = [Double](repeating: 0, count: example.batch.reduce(1, *))
    let (w, v) = (example.weights.values, adjoint.values)
    example.forEach { sums[$2] += w[$1] * v[$0] }
    let found = TransposedConvolutionPrimitive<Double>(
      axes: example.axes, groups: example.groups, pool: WorkerPool(threads: 1)
    ).forward([adjoint, example.weights]).output
    let expected = Tensor(shape: example.batch, values: sums)
    #expect(largestDifference(found, expected) < 1e-13)
  }

  @Test("has the same bits for every number of threads", arguments: ConvolutionCase.all)
  func threads(example: ConvolutionCase) {
    let inputs = [example.images, example.weights, numbers([example.filters], 7)]
    let adjoint = numbers(example.outputShape, 8)
    func run(_ threads: Int) -> [Tensor<Double>?] {
      let primitive = primitive(example, rectifies: true, threads: threads, Double.self)
      let (output, record) = primitive.forward(inputs)
      let point = Evaluation(inputs: inputs, output: output, record: record)
      return [output] + primitive.pullback(adjoint, at: point, wanted: [true, true, true])
    }
    let alone = run(1)
    #expect(run(2) == alone)
    #expect(run(3) == alone)
  }

  @Test("of an empty batch is empty, and its weights have no gradient")
  func empty() {
    let example = ConvolutionCase(batch: [0, 2, 5, 5], filters: 3, window: Window(3, 3))
    let primitive = primitive(example, Double.self)
    let inputs = [example.images, example.weights, numbers([3], 1)]
    let (output, record) = primitive.forward(inputs)
    #expect(output.shape == [0, 3, 3, 3])
    let point = Evaluation(inputs: inputs, output: output, record: record)
    let adjoints = primitive.pullback(output, at: point, wanted: [true, true, true])
    #expect(adjoints[0]?.shape == [0, 2, 5, 5])
    #expect(adjoints[1] == Tensor(zeros: [3, 2, 3, 3]))
    #expect(adjoints[2] == Tensor(zeros: [3]))
  }
}
