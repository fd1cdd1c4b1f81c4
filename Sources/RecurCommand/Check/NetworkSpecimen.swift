import Recur

/// Small networks that stand for the layers of the library, each to be held to differences.
enum NetworkSpecimen: String, CaseIterable {
  case affine
  case activations
  case rectifiers
  case maxout
  case batchNormalization = "batch-normalization"
  case layerNormalization = "layer-normalization"
  case dropout
  case residual
  case convolution
  case causalConvolution = "causal-convolution"
  case transposedConvolution = "transposed-convolution"
  case pooling
  case contrast

  /// The layers, and the shape of an input.
  var body: (layers: Sequential, inputShape: [Int]) {
    switch self {
    case .affine: (Sequential(Affine(4), Affine(3)), [5])
    case .activations:
      (
        Sequential(
          Affine(4, activation: .sigmoid), Affine(4, activation: .tanh),
          Affine(4, activation: .softplus), Affine(4, activation: .gelu), Affine(3)), [5]
      )
    case .rectifiers:
      (
        Sequential(
          Affine(6, activation: .relu), Affine(5, activation: .leakyReLU(slope: 0.1)), Affine(4),
          PReLU(), Affine(3)), [5]
      )
    case .maxout: (Sequential(Maxout(4, pieces: 3), Affine(3)), [5])
    case .batchNormalization:
      (Sequential(Affine(4), BatchNormalization(), Activation.tanh, Affine(3)), [5])
    case .layerNormalization:
      (Sequential(Affine(4), LayerNormalization(), Affine(4), RMSNormalization(), Affine(3)), [5])
    case .dropout: (Sequential(Affine(6, activation: .tanh), Dropout(0.4), Affine(3)), [5])
    case .residual: (Sequential(Residual(Affine(5, activation: .tanh), Affine(5)), Affine(3)), [5])
    case .convolution:
      (
        Sequential(
          Convolution(3, Window(3, 3, padding: .same)), Activation.tanh,
          Convolution(2, Window(2, 2, stride: 2), bias: .untied), Flatten(), Affine(3)), [2, 5, 4]
      )
    case .causalConvolution:
      (
        Sequential(
          Convolution(4, Window(2, dilation: 2, padding: .causal)), Activation.tanh,
          Convolution(2, Window(3, padding: .causal), groups: 2), Flatten(), Affine(3)), [2, 6]
      )
    case .transposedConvolution:
      (
        Sequential(TransposedConvolution(2, Window(2, 2, stride: 2)), Flatten(), Affine(3)),
        [1, 2, 3]
      )
    case .pooling:
      (
        Sequential(
          Pooling(.average, Window(2, 2)), Pooling(.maximum, Window(2, 2)), Flatten(), Affine(3)),
        [2, 4, 5]
      )
    case .contrast:
      (
        Sequential(LocalContrast(3, 3), LocalResponse(channels: 3), Flatten(), Affine(3)),
        [2, 4, 4]
      )
    }
  }

  /// The network with random weights, and examples of three classes for it.
  func network(seed: UInt64) -> (network: Network<Double>, examples: Examples<Double>) {
    var generator = RandomGenerator(seed: seed)
    let (layers, shape) = body
    var network = Network<Double>(layers, inputShape: shape, using: &generator)
    // Biases that are not 0, so that they matter.
    let values = network.parameters.values.map { $0 + 0.1 * generator.normal() }
    network.parameters = Tensor(shape: network.parameters.shape, values: values)
    let count = 6
    let inputs = Tensor<Double>(
      shape: [count] + shape,
      values: (0..<count * shape.reduce(1, *)).map { _ in generator.normal() })
    return (
      network,
      Examples(inputs: inputs, classes: (0..<count).map { _ in generator.index(below: 3) })
    )
  }
}
