public import TensorCore

/// A recurrent network that reads one sequence and writes another (Sutskever, Vinyals and Le 2014;
/// Cho et al. 2014).
///
///     s_1 .. s_S = encoder(source)                     any cell and depth, one or two directions
///     decoder state before its first step = bridge(final state of the encoder)
///     o_t = decoder(start, y_1, .. y_{t-1}), or the attentional output of it (``AttentionKind``)
///     p_t = softmax(W_out o_t + W_peek s_final + b)    the second term with a peeky decoder
///
/// A value: the architecture and its parameters. The parameters lie in one buffer in the order of
/// `layout`; bridge and readout aside a row of a weight belongs to one gate of one unit:
///
///     source_embedding.weight        [V, e]      embedding.weight if shared
///     target_embedding.weight        [V, e]
///     encoder.layers.L.*                         see ``RecurrentLayer``;
///                                                L.forward.*, L.backward.* with two directions
///     bridge.layers.L.states.K.*                 weight [n, memory] and bias of component K
///     decoder.layers.L.*
///     decoder.context_weight         [input gates x n, memory]   peeky: beside
///                                                                decoder.layers.0.input_weight
///     decoder.feed_weight            [input gates x n, n]        input feeding: the same
///     attention.*                                see ``AttentionKind``
///     readout.weight                 [V, n]      unless tied to the target embedding
///     readout.context_weight         [V, memory] peeky
///     readout.bias                   [V]
public struct EncoderDecoder<S: KernelScalar>: Sendable {
  let architecture: EncoderDecoderArchitecture
  /// All parameters, in the order of `layout`.
  public var parameters: Tensor<S>

  /// The sizes and kinds that define the model.
  public var configuration: EncoderDecoderConfiguration { architecture.configuration }
  /// The blocks of parameters in their order.
  public var layout: ParameterLayout { architecture.layout }

  /// A model with all parameters zero; `cell`: another cell than the configuration's, one of your
  /// own.
  ///
  /// Throws what ``EncoderDecoderConfiguration/validate()`` throws.
  public init(
    zeros configuration: EncoderDecoderConfiguration, cell: (any RecurrentCell)? = nil
  ) throws(EncoderDecoderError) {
    try configuration.validate()
    architecture = EncoderDecoderArchitecture(
      configuration,
      cell: cell ?? configuration.cell.cell(forgetBias: configuration.forgetBias))
    parameters = Tensor(zeros: [architecture.layout.count])
  }

  /// A model drawn from `generator`: recurrent weights by `recurrent`, all others and the
  /// embeddings by `weights`, biases as the cell states them. The weights of one layer's several
  /// inputs are drawn as the one matrix that they are.
  public init(
    _ configuration: EncoderDecoderConfiguration, cell: (any RecurrentCell)? = nil,
    weights: Initializer, recurrent: Initializer, using generator: inout RandomGenerator
  ) throws(EncoderDecoderError) {
    try self.init(zeros: configuration, cell: cell)
    let architecture = architecture
    parameters.withMutableBlock { block in
      architecture.initialize(
        block, weights: weights, recurrent: recurrent, using: &generator)
    }
  }
}
