import Differentiation
import Networks
import SequenceModels
import SequenceTraining
import TensorCore
import Testing

/// Small examples with the numbers that one finds by hand.
@Suite("Worked examples")
struct WorkedExampleTests {
  private static let inputs = Tensor<Double>(shape: [4, 2], values: [0, 0, 0, 1, 1, 0, 1, 1])

  private func perceptron(_ weights: [Double], bias: Double) -> Network<Double> {
    var network = Network<Double>(
      Affine(1, activation: .step), inputShape: [weights.count])
    network[parameter: "weight"] = Tensor(shape: [1, weights.count], values: weights)
    network[parameter: "bias"] = Tensor(shape: [1], values: [bias])
    return network
  }

  @Test("gates are perceptrons: AND, OR, NOT")
  func gates() {
    #expect(perceptron([1, 1], bias: -1.5)(Self.inputs).values == [0, 0, 0, 1])
    #expect(perceptron([1, 1], bias: -0.5)(Self.inputs).values == [0, 1, 1, 1])
    let bits = Tensor<Double>(shape: [2, 1], values: [0, 1])
    #expect(perceptron([-1], bias: 0.5)(bits).values == [1, 0])
  }

  @Test("the exclusive or is AND of OR and NOT of AND")
  func exclusiveOr() {
    let (and, or) = (perceptron([1, 1], bias: -1.5), perceptron([1, 1], bias: -0.5))
    let not = perceptron([-1], bias: 0.5)
    let inverted = not(Tensor(shape: [4, 1], values: and(Self.inputs).values)).values
    let pairs = zip(or(Self.inputs).values, inverted).flatMap { [$0, $1] }
    #expect(and(Tensor(shape: [4, 2], values: pairs)).values == [0, 1, 1, 0])
  }

  @Test("a step is 1 at 0")
  func step() {
    #expect(
      perceptron([1], bias: 0)(Tensor(shape: [3, 1], values: [-1, 0, 1])).values == [0, 1, 1])
  }

  @Test(
    "half squared errors of three classes",
    arguments: [
      ([0.82, 0.07, 0.11], [1.0, 0, 0], 0.0247), ([0.16, 0.14, 0.70], [0, 0, 1], 0.0676),
      ([0.02, 0.38, 0.60], [0, 0, 1], 0.1524),
    ])
  func halfSquaredError(outputs: [Double], targets: [Double], expected: Double) {
    let loss = LossValue<Double>(
      .halfSquaredError, .values(Tensor(shape: [1, 3], values: targets)), .sum)
    let found = loss.forward([Tensor(shape: [1, 3], values: outputs)]).output.values[0]
    #expect(abs(found - expected) < 1e-12)
  }

  @Test("softmax and cross-entropy have the gradient (y - t) / N")
  func softmaxGradient() {
    var numbers = Numbers(seed: 1)
    let logits: Tensor<Double> = numbers.tensor([5, 3])
    let classes = numbers.classes(5, of: 3)
    let x = Variable(logits)
    let loss = Variable(LossValue<Double>(.crossEntropy, .classes(classes.map { Int32($0) })), [x])
    let gradient = loss.gradients(of: [x])[0].values
    let y = x.softmax().value.values
    for (index, found) in gradient.enumerated() {
      let target = classes[index / 3] == index % 3 ? 1.0 : 0
      #expect(abs(found - (y[index] - target) / 5) < 1e-14)
    }
    // One-hot targets are the same as indices.
    let oneHot = (0..<15).map { classes[$0 / 3] == $0 % 3 ? 1.0 : 0 }
    let other = Variable(
      LossValue<Double>(
        .crossEntropyOfDistributions, .values(Tensor(shape: [5, 3], values: oneHot))), [x])
    #expect(abs(other.value.values[0] - loss.value.values[0]) < 1e-14)
  }

  @Test("two classes with one free logit are logistic regression")
  func referenceClass() {
    var numbers = Numbers(seed: 2)
    let examples = Examples<Double>(
      inputs: numbers.tensor([6, 3]), classes: numbers.classes(6, of: 2))
    guard case .classes(let classes) = examples.targets else { return }
    var softmax = Network<Double>(Sequential(Affine(1), ReferenceClass()), inputShape: [3])
    var logistic = Network<Double>(Sequential(Affine(1)), inputShape: [3])
    logistic.parameters = numbers.tensor([4])
    softmax.parameters = logistic.parameters
    let answers = Examples<Double>(
      inputs: examples.inputs,
      values: Tensor(shape: [6, 1], values: classes.map { $0 == 0 ? 1 : 0 }))
    let (one, other) = (
      softmax.packed(threads: 1).scores(of: examples, loss: .crossEntropy),
      logistic.packed(threads: 1).scores(of: answers, loss: .logistic)
    )
    #expect(abs(one.loss - other.loss) < 1e-14)
    #expect(one.accuracy == other.accuracy)
    #expect(gradientDeviation(softmax, examples, .crossEntropy) < 1e-9)
  }

  @Test("the backward pass of batch normalisation has two routes, by the variance and by the mean")
  func batchNormalization() {
    let (x, adjoints) = ([1.0, 2, 4, 9], [0.3, -1, 0.5, 2])
    let (gamma, epsilon, m) = (1.5, 1e-5, 4.0)
    let mean = x.reduce(0, +) / m
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / m
    let root = (variance + epsilon).squareRoot()
    let normalized = adjoints.map { $0 * gamma }
    let byVariance =
      -zip(normalized, x).reduce(0) { $0 + $1.0 * ($1.1 - mean) } / (2 * root * root * root)
    let byMean = -normalized.reduce(0, +) / root
    let expected = zip(normalized, x).map {
      $0 / root + byVariance * 2 / m * ($1 - mean) + byMean / m
    }
    let primitive = ChannelNormalization<Double>(
      length: 1, epsilon: epsilon, pool: WorkerPool(threads: 1))
    let input = Variable(Tensor<Double>(shape: [4, 1], values: x))
    let parameters = [gamma, 0.25].map { Variable(Tensor<Double>(shape: [1], values: [$0])) }
    let y = Variable(primitive, [input] + parameters)
    let found = y.adjoints(
      of: [input] + parameters, from: Tensor(shape: [4, 1], values: adjoints))
    #expect(zip(found[0].values, expected).allSatisfy { abs($0 - $1) < 1e-13 })
    let hat = x.map { ($0 - mean) / root }
    #expect(abs(found[1].values[0] - zip(adjoints, hat).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-13)
    #expect(abs(found[2].values[0] - adjoints.reduce(0, +)) < 1e-13)
  }

  @Test("an affine layer of one weight: the graph of w x + b, logistic, half squared error")
  func singleNeuron() {
    let (w, x, b, d) = (0.5, 2.0, -0.25, 1.0)
    var network = Network<Double>(Affine(1, activation: .sigmoid), inputShape: [1])
    network.parameters = Tensor(shape: [2], values: [w, b])
    let estimator = NetworkBackpropagation(
      network, loss: .halfSquaredError, reduction: .sum, frozen: [], seed: 0,
      pool: WorkerPool(threads: 1))
    let report = estimator.run(
      Examples(
        inputs: Tensor(shape: [1, 1], values: [x]), values: Tensor(shape: [1, 1], values: [d])),
      start: 0, labelSmoothing: 0)
    let y = network(Tensor(shape: [1, 1], values: [x])).values[0]
    let adjoint = (y - d) * y * (1 - y)
    #expect(abs(report.lossSum - (y - d) * (y - d) / 2) < 1e-15)
    let found = estimator.gradient.array
    #expect(abs(found[0] - x * adjoint) < 1e-15)
    #expect(abs(found[1] - adjoint) < 1e-15)
  }
}
