public import TensorCore

/// A recurrent network that predicts a symbol or values at every step: input, stack, readout.
///
///     x_t = one-hot symbol, its embedding, a vector, or an embedding and a vector
///     y_t = the output of the stack's top layer after dropout
///     u_t = W_out y_t + b_out          what u_t says, its ``Loss`` knows; y_t may be a summary of
///                                      the steps so far (``SequenceModelConfiguration/Summary``)
///
/// A value: the architecture and its parameters.
///
///     var generator = RandomGenerator(seed: 1)
///     let model = SequenceModel<Float>(
///       SequenceModelConfiguration(
///         input: .symbols(96), outputSize: 96, cell: LSTMCell(), layers: 2, hiddenSize: 128),
///       weights: .lecun, recurrent: .orthogonal, using: &generator)
///
/// The parameters lie in one buffer in the order of
/// `layout`:
///
///     embedding.weight       [V, e]    with input by embedding
///     layers.L.*                       see ``RecurrentLayer``
///     readout.weight         [V, n]    unless tied to the embedding
///     readout.bias           [V]
///     readout.layers.L       [V, n]    of every layer but the top one, if the readout reads them
///     readout.symbols        [symbols, V]    if it reads the symbol
public struct SequenceModel<S: KernelScalar>: Sendable {
  /// The sizes and kinds that define the model.
  public let configuration: SequenceModelConfiguration
  /// The blocks of parameters in their order.
  public let layout: ParameterLayout
  package let stack: RecurrentStack
  package let embedding: ParameterBlock?
  package let readoutWeight: ParameterBlock
  package let readoutBias: ParameterBlock
  /// The readout's weights of the layers below the top one; empty: it does not read them.
  package let lowerReadoutWeights: [ParameterBlock]
  /// What each symbol that is read adds to the logits; nil: the readout does not read it.
  package let symbolReadout: ParameterBlock?
  /// All parameters, in the order of `layout`.
  public var parameters: Tensor<S>

  /// A model with all parameters zero.
  public init(zeros configuration: SequenceModelConfiguration) {
    precondition(
      configuration.outputSize > 0 && configuration.hiddenSize > 0 && configuration.layers > 0,
      "model of \(configuration.layers) x \(configuration.hiddenSize) "
        + "to \(configuration.outputSize)")
    precondition(
      configuration.isRegularizationValid,
      "a model with dropout \(configuration.dropout) and \(configuration.regularization)")
    precondition(configuration.loss.isValid, "a model with the loss \(configuration.loss)")
    precondition(
      configuration.cell.structure.allows(
        layers: configuration.layers, tiedReadout: configuration.tiedReadout,
        loss: configuration.loss),
      "output feedback to \(configuration.layers) layers, tied: \(configuration.tiedReadout), "
        + "loss \(configuration.loss)")
    precondition(
      configuration.isReadoutSourceValid,
      "a readout of \(configuration.readoutSource) with residual connections or output feedback, or "
        + "tied")
    self.configuration = configuration
    var layout = ParameterLayout()
    if let size = configuration.embeddingSize {
      embedding = layout.append(
        "embedding.weight", [configuration.inputSymbols, size], .embedding)
    } else {
      embedding = nil
    }
    stack = RecurrentStack(
      cell: configuration.cell, layers: configuration.layers, inputSize: configuration.inputSize,
      hiddenSize: configuration.hiddenSize, outputSize: configuration.readoutSize,
      summary: configuration.summary, residual: configuration.residual,
      isReadAtEveryLayer: configuration.readoutSource != .last, dropout: configuration.dropout,
      layout: &layout)
    if configuration.tiedReadout {
      guard let embedding,
        embedding.shape == [configuration.readoutSize, configuration.hiddenSize]
      else {
        preconditionFailure("a tied readout needs an embedding [V, n]")
      }
      readoutWeight = embedding
    } else {
      readoutWeight = layout.append(
        "readout.weight", [configuration.readoutSize, configuration.hiddenSize], .readoutWeight)
    }
    readoutBias = layout.append("readout.bias", [configuration.readoutSize], .bias)
    lowerReadoutWeights =
      configuration.readoutSource == .last
      ? []
      : (0..<configuration.layers - 1).map {
        layout.append(
          "readout.layers.\($0)", [configuration.readoutSize, configuration.hiddenSize],
          .readoutWeight)
      }
    symbolReadout =
      configuration.readoutSource == .all && configuration.inputSymbols > 0
      ? layout.append(
        "readout.symbols", [configuration.inputSymbols, configuration.readoutSize], .readoutWeight)
      : nil
    self.layout = layout
    parameters = Tensor(zeros: [layout.count])
  }

  /// A model drawn from `generator`: input and readout weights and embedding by `weights`,
  /// recurrent weights by `recurrent`, biases as the cell states them.
  public init(
    _ configuration: SequenceModelConfiguration, weights: Initializer, recurrent: Initializer,
    using generator: inout RandomGenerator
  ) {
    self.init(zeros: configuration)
    let (embedding, stack, readout) = (embedding, stack, readoutWeight)
    let (isTied, lower) = (configuration.tiedReadout, lowerReadoutWeights)
    parameters.withMutableBlock { block in
      if let embedding { weights.fill(embedding.matrix(in: block), using: &generator) }
      for layer in stack.layers {
        layer.initialize(block, input: weights, recurrent: recurrent, using: &generator)
      }
      if !isTied { weights.fill(readout.matrix(in: block), using: &generator) }
      // What a symbol says by itself starts from nothing.
      for weight in lower { weights.fill(weight.matrix(in: block), using: &generator) }
    }
  }

  /// A state of zeros for `batch` sequences: [L, K, batch, n].
  public func initialState(batch: Int) -> Tensor<S> {
    Tensor(zeros: stack.stateShape(batch: batch))
  }
}
