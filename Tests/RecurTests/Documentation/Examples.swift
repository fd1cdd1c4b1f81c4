import Recur

// The programs of the documentation, between their names and "end": the pages show these lines.

/// Writes symbols with a network that has learned nothing yet.
func writeSymbols() -> [Int32] {
  // example: SequenceModels
  var generator = RandomGenerator(seed: 1)
  let model = SequenceModel<Float>(
    SequenceModelConfiguration(
      input: .symbols(65), outputSize: 65, cell: LSTMCell(peepholes: true), layers: 2,
      hiddenSize: 32),
    weights: .lecun, recurrent: .orthogonal, using: &generator)
  let stream = SequenceStream(model)
  var sampler = SymbolSampler(vocabularySize: 65)
  var symbols: [Int32] = [0]
  for _ in 0..<10 {
    let logits = stream.logits(after: [symbols[symbols.count - 1]])
    symbols.append(sampler.next(logits, using: &generator))
  }
  // end
  return symbols
}

/// Learns to tell which of two symbols came three steps ago, online.
func learnOnline() throws -> [Double] {
  // example: SequenceTraining
  var generator = RandomGenerator(seed: 1)
  let model = SequenceModel<Float>(
    SequenceModelConfiguration(
      input: .symbols(2), outputSize: 2, cell: GRUCell(), layers: 1, hiddenSize: 12),
    weights: .lecun, recurrent: .orthogonal, using: &generator)
  let trainer = try Trainer(
    model, method: .rtrl, batchSize: 1, sequenceLength: 1,
    updates: UpdateOptions(optimizer: .adam, learningRate: 0.01), threads: 1)
  var past: [Int32] = [0, 0, 0]
  var losses: [Double] = []
  for _ in 0..<3000 {
    let symbol = Int32(generator.index(below: 2))
    let report = try trainer.update(Batch(tokens: [symbol], targets: [past.removeFirst()]))
    past.append(symbol)
    losses.append(report.loss)
  }
  // end
  return losses
}

/// Encodes a text and decodes it.
func encodeText() throws -> (count: Int, text: String) {
  // example: TextModeling
  let text = "The boats are in.\n"
  let vocabulary = try Vocabulary(of: text, unit: .character)
  let indices = try vocabulary.encode(text)
  let again = vocabulary.decode(indices)
  // end
  return (vocabulary.count, again)
}

/// Writes a file of tensors and reads it.
func keepTensors(path: String) throws -> [Float] {
  // example: ModelFiles
  var file = SafetensorsFile(metadata: ["made_by": "an example"])
  file.append([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3], name: "weight")
  try file.write(to: path)
  let read = try SafetensorsFile(contentsOf: path)
  let weight = try read.values(of: "weight", as: Float.self)
  // end
  return weight
}

/// Draws a weight.
func drawWeight() -> Tensor<Float> {
  // example: TensorCore
  var generator = RandomGenerator(seed: 1)
  let values = (0..<6).map { _ in Float(generator.normal()) }
  let weight = Tensor(shape: [2, 3], values: values)
  // end
  return weight
}

/// Trains a network to tell points of which both numbers have one sign.
func trainNetwork() throws -> Double {
  // example: Networks
  var generator = RandomGenerator(seed: 1)
  let body = Sequential([
    "features": Sequential(Affine(16, activation: .relu), BatchNormalization()),
    "head": Affine(2),
  ])
  var network = Network<Float>(body, inputShape: [2], using: &generator)
  let points = (0..<400).map { _ in Float(generator.uniform(in: -1...1)) }
  let examples = Examples(
    inputs: Tensor(shape: [200, 2], values: points),
    classes: (0..<200).map { points[2 * $0] * points[2 * $0 + 1] > 0 ? 1 : 0 })
  let trainer = Trainer(
    network, loss: .crossEntropy, updates: UpdateOptions(learningRate: 0.01), threads: 2)
  for batch in ExampleBatches(examples, batchSize: 20, epochs: 40) { try trainer.update(batch) }
  network = trainer.model
  let accuracy = trainer.scores(of: examples).accuracy ?? 0
  // end
  return accuracy
}

/// The gradients of a small error.
func differentiate() -> (gradients: [Tensor<Double>], slopes: [Double], report: LawReport) {
  // example: Differentiation
  let x = Variable(Tensor<Double>(shape: [3, 2], values: [1, 2, 3, 1, 0, -1])).named("x")
  let w = Variable(Tensor<Double>(shape: [2, 1], values: [0.5, -0.5])).named("w")
  let b = Variable(Tensor<Double>(shape: [1], values: [0])).named("b")
  let targets = Variable(Tensor<Double>(shape: [3, 1], values: [0, 1, 1]))
  let y = (x.product(w) + b).sigmoid()
  let error = (y - targets).squared().sum().halved()
  let gradients = error.gradients(of: [w, b])
  for vertex in error.graph.vertices {
    print(vertex.name ?? vertex.primitive ?? "given", vertex.shape)
  }
  // end
  // example: a primitive
  let cube = CustomPrimitive<Double>("cube", elementwise: { $0 * $0 * $0 }) { 3 * $0 * $0 }
  let report = checkPrimitive(cube, at: [Tensor(shape: [2], values: [1, -2])])
  let slopes = Variable(cube, [w]).sum().gradients(of: [w])
  // end
  return (gradients, slopes[0].values, report)
}
