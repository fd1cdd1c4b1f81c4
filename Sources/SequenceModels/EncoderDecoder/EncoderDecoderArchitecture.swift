/// The layers and parameters of an ``EncoderDecoder``, without their values.
struct EncoderDecoderArchitecture: Sendable {
  let configuration: EncoderDecoderConfiguration
  let layout: ParameterLayout
  let sourceEmbedding: ParameterBlock
  let targetEmbedding: ParameterBlock
  /// Layers, then directions.
  let encoder: [[RecurrentLayer]]
  /// Decoder layers, then the components that are handed over; no components without a bridge.
  let bridge: [[(weight: ParameterBlock, bias: ParameterBlock)]]
  let decoder: [RecurrentLayer]
  /// [input gates x n, memory]
  let contextWeight: ParameterBlock?
  /// [input gates x n, n]
  let feedWeight: ParameterBlock?
  let attention: AttentionBlocks?
  let readoutWeight: ParameterBlock
  /// [V, memory]
  let readoutContextWeight: ParameterBlock?
  let readoutBias: ParameterBlock

  init(_ configuration: EncoderDecoderConfiguration, cell: any RecurrentCell) {
    self.configuration = configuration
    var layout = ParameterLayout()
    (sourceEmbedding, targetEmbedding) = Self.embeddings(configuration, &layout)
    let (memory, n) = (configuration.memorySize, configuration.decoderHiddenSize)
    encoder = Self.encoder(configuration, cell, &layout)
    bridge = Self.bridge(configuration, stateCount: cell.structure.stateCount, &layout)
    var (decoder, context, feed): ([RecurrentLayer], ParameterBlock?, ParameterBlock?) = (
      [], nil, nil
    )
    for index in 0..<configuration.decoderLayers {
      decoder.append(
        RecurrentLayer(
          cell: cell, inputSize: index == 0 ? configuration.targetEmbeddingSize : n, hiddenSize: n,
          name: "decoder.layers.\(index)", layout: &layout))
      guard index == 0 else { continue }
      let rows = cell.structure.inputGateCount * n
      if configuration.isPeeky {
        context = layout.append("decoder.context_weight", [rows, memory], .inputWeight)
      }
      if configuration.feedsInput {
        feed = layout.append("decoder.feed_weight", [rows, n], .inputWeight)
      }
    }
    (self.decoder, contextWeight, feedWeight) = (decoder, context, feed)
    attention = AttentionBlocks(
      configuration.attention, memorySize: memory, querySize: n, layout: &layout)
    let v = configuration.targetVocabularySize
    readoutWeight =
      configuration.tiedReadout
      ? targetEmbedding : layout.append("readout.weight", [v, n], .readoutWeight)
    readoutContextWeight =
      configuration.isPeeky
      ? layout.append("readout.context_weight", [v, memory], .readoutWeight) : nil
    readoutBias = layout.append("readout.bias", [v], .bias)
    self.layout = layout
  }

  /// K
  var stateCount: Int { decoder[0].structure.stateCount }

  /// Components of the state that the decoder is handed.
  var handedComponents: Int {
    switch configuration.handover {
    case .none: 0
    case .output: 1
    case .state: stateCount
    }
  }

  /// The encoder's layer whose state layer `layer` of the decoder starts from.
  func encoderLayer(handedTo layer: Int) -> Int { encoder.count - decoder.count + layer }

  private static func embeddings(
    _ configuration: EncoderDecoderConfiguration, _ layout: inout ParameterLayout
  ) -> (ParameterBlock, ParameterBlock) {
    let source = layout.append(
      configuration.sharesEmbedding ? "embedding.weight" : "source_embedding.weight",
      [configuration.sourceVocabularySize, configuration.sourceEmbeddingSize], .embedding)
    if configuration.sharesEmbedding { return (source, source) }
    return (
      source,
      layout.append(
        "target_embedding.weight",
        [configuration.targetVocabularySize, configuration.targetEmbeddingSize], .embedding)
    )
  }

  private static func encoder(
    _ configuration: EncoderDecoderConfiguration, _ cell: any RecurrentCell,
    _ layout: inout ParameterLayout
  ) -> [[RecurrentLayer]] {
    var layers: [[RecurrentLayer]] = []
    for index in 0..<configuration.encoderLayers {
      var directions: [RecurrentLayer] = []
      for direction in 0..<configuration.directions {
        let suffix = configuration.isBidirectional ? [".forward", ".backward"][direction] : ""
        directions.append(
          RecurrentLayer(
            cell: cell,
            inputSize: index == 0 ? configuration.sourceEmbeddingSize : configuration.memorySize,
            hiddenSize: configuration.encoderHiddenSize, name: "encoder.layers.\(index)\(suffix)",
            layout: &layout))
      }
      layers.append(directions)
    }
    return layers
  }

  private static func bridge(
    _ configuration: EncoderDecoderConfiguration, stateCount: Int, _ layout: inout ParameterLayout
  ) -> [[(weight: ParameterBlock, bias: ParameterBlock)]] {
    guard configuration.bridge != .none, configuration.handover != .none else { return [] }
    let n = configuration.decoderHiddenSize
    var layers: [[(weight: ParameterBlock, bias: ParameterBlock)]] = []
    for layer in 0..<configuration.decoderLayers {
      layers.append([])
      for component in 0..<(configuration.handover == .state ? stateCount : 1) {
        let name = "bridge.layers.\(layer).states.\(component)"
        let weight = layout.append(
          "\(name).weight", [n, configuration.memorySize], .inputWeight)
        layers[layer].append((weight, layout.append("\(name).bias", [n], .bias)))
      }
    }
    return layers
  }
}
