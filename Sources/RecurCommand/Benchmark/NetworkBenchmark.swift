import Recur

/// Training of small feed-forward networks on random numbers, and their convolutions alone.
struct NetworkBenchmark {
  /// What is measured.
  enum Work: String, CaseIterable {
    /// 784-256-128-10 with rectifiers, 128 examples an update.
    case perceptron
    /// On 28 x 28 images: 16 filters of 5 x 5, maximum pooling of 2 x 2, 32 filters of 5 x 5, the
    /// same pooling, an affine layer to 10; rectifiers; 64 images an update.
    case convolutional
    /// The first and the second convolution of that, forward and backward.
    case firstConvolution, secondConvolution
  }

  var work: Work
  var threads: Int
  /// How long to measure for.
  var seconds: Double

  /// Runs before the measured ones.
  private static let warmUp = 5

  /// Bytes that each takes at most: parameters, moments, and the values and adjoints of a batch.
  static let memory = 64 << 20

  private var batchSize: Int { work == .perceptron ? 128 : 64 }

  /// [N, ...]
  private var inputShape: [Int] {
    switch work {
    case .perceptron: [batchSize, 784]
    case .convolutional, .firstConvolution: [batchSize, 1, 28, 28]
    case .secondConvolution: [batchSize, 16, 12, 12]
    }
  }

  private var name: String {
    switch work {
    case .perceptron: "perceptron 784-256-128-10, B128"
    case .convolutional: "convolutional 16, 32 of 5 x 5, B64"
    case .firstConvolution: "16 filters of 5 x 5 over 28 x 28, B64"
    case .secondConvolution: "32 filters of 5 x 5 over 16 x 12 x 12, B64"
    }
  }

  private static func convolution(_ filters: Int) -> Convolution {
    Convolution(filters, Window(5, 5), activation: .relu)
  }

  private var body: any Layer {
    let pooling = Pooling(.maximum, Window(2, 2, stride: 2))
    return switch work {
    case .perceptron:
      Sequential(Affine(256, activation: .relu), Affine(128, activation: .relu), Affine(10))
    case .convolutional:
      Sequential(
        Self.convolution(16), pooling, Self.convolution(32), pooling, Flatten(), Affine(10))
    case .firstConvolution: Self.convolution(16)
    case .secondConvolution: Self.convolution(32)
    }
  }

  /// Multiply-adds of the products of one example, forward, layer by layer.
  private var multiplyAdds: [Int] {
    let convolutions = [16 * 25 * 24 * 24, 32 * 16 * 25 * 8 * 8]
    return switch work {
    case .perceptron: [784 * 256, 256 * 128, 128 * 10]
    case .convolutional: convolutions + [32 * 4 * 4 * 10]
    case .firstConvolution: [convolutions[0]]
    case .secondConvolution: [convolutions[1]]
    }
  }

  /// Backward costs as much again for the weights and, where there is something below, for its
  /// adjoints.
  private var operations: Double {
    let all = 3 * multiplyAdds.reduce(0, +)
    return 2 * Double(work == .secondConvolution ? all : all - multiplyAdds[0])
  }

  /// Measures until the time is over.
  func measure() throws -> BenchmarkResult {
    let pool = WorkerPool(threads: threads)
    let peak = pool.peakOperationsPerSecond()
    MemoryMeter.resetPeak()
    var generator = RandomGenerator(seed: BenchmarkModel.seed)
    let network = Network<Float>(
      body, inputShape: Array(inputShape.dropFirst()), using: &generator)
    let inputs = Self.draw(inputShape, &generator)
    let run =
      switch work {
      case .perceptron, .convolutional: training(network, inputs, pool, &generator)
      case .firstConvolution, .secondConvolution: derivatives(network, inputs, pool, &generator)
      }
    var times: [Double] = []
    let clock = ContinuousClock()
    let start = clock.now
    while times.count < Self.warmUp + 3
      || ((clock.now - start).seconds < seconds && times.count < 100_000)
    {
      times.append(try clock.measure(run).seconds)
    }
    let middle = median(Array(times.dropFirst(Self.warmUp)))
    return BenchmarkResult(
      work: name, unit: "examples", unitsPerSecond: Double(batchSize) / middle,
      millisecondsPerUpdate: middle * 1e3, operationsPerUnit: operations,
      peakOperationsPerSecond: peak, peakTensorBytes: MemoryMeter.peakBytes,
      parameters: network.layout.count, threads: threads, instructionSet: KernelSet.active.name)
  }

  /// Forward, mean cross-entropy, backward and a step of gradient descent.
  private func training(
    _ network: Network<Float>, _ inputs: Tensor<Float>, _ pool: WorkerPool,
    _ generator: inout RandomGenerator
  ) -> () throws -> Void {
    let classes = (0..<batchSize).map { _ in generator.index(below: 10) }
    let batch = Examples(inputs: inputs, classes: classes)
    let trainer = Trainer(
      network, loss: .crossEntropy,
      updates: UpdateOptions(optimizer: .sgd, learningRate: 0.01, clipping: Clipping()), pool: pool)
    return { _ = try trainer.update(batch) }
  }

  /// The output of a layer and the adjoints of its parameters and, where something is below it, of
  /// its inputs.
  private func derivatives(
    _ network: Network<Float>, _ inputs: Tensor<Float>, _ pool: WorkerPool,
    _ generator: inout RandomGenerator
  ) -> () throws -> Void {
    let parameters = Dictionary(
      uniqueKeysWithValues: network.layout.blocks.map { block in
        (block.name, Variable(Self.draw(block.shape, &generator)))
      })
    let adjoint = Self.draw([batchSize] + network.outputShape, &generator)
    return {
      let x = Variable(inputs)
      let pass = NetworkPass(parameters: parameters, isTraining: true, pool: pool)
      let y = network.body.output(of: x, in: Scope(pass))
      let below = work == .secondConvolution ? [x] : []
      _ = y.adjoints(of: Array(parameters.values) + below, from: adjoint)
    }
  }

  private static func draw(_ shape: [Int], _ generator: inout RandomGenerator) -> Tensor<Float> {
    Tensor(shape: shape, values: generator.normals(shape.reduce(1, *)).map { Float($0) })
  }
}
