package import TensorCore

/// An encoder-decoder's weights as the kernels read them, made anew after every update.
package final class PackedEncoderDecoder<S: KernelScalar>: Sendable {
  let architecture: EncoderDecoderArchitecture
  let trains: Bool
  /// Of the products with weights, those of their gradients too; attention's scores and contexts are made in full
  /// precision.
  package let precision: ProductPrecision
  let sourceEmbedding: PackedTable<S>
  let targetEmbedding: PackedTable<S>
  /// Layers, then directions.
  let encoder: [[PackedLayer<S>]]
  /// Decoder layers, then components; none without a bridge.
  let bridge: [[(weight: PackedWeight<S>, bias: PackedTable<S>)]]
  let decoder: [PackedLayer<S>]
  let context: PackedGateWeight<S>?
  let feed: PackedGateWeight<S>?
  let attention: PackedAttention<S>?
  let readout: PackedWeight<S>
  let readoutContext: PackedWeight<S>?
  let readoutBias: PackedTable<S>
  /// The inputs of the encoder's first layer, by direction, and of the decoder's; nil for large vocabularies.
  let encoderInputs: [FoldedInput<S>?]
  let decoderInput: FoldedInput<S>?

  /// Packs the parameters of `model`; `trains`: for forward and backward; `precision`: of all products with weights.
  package init(
    _ model: EncoderDecoder<S>, trains: Bool, precision: ProductPrecision = .full,
    pool: WorkerPool? = nil
  ) {
    let architecture = model.architecture
    func packed(_ layer: RecurrentLayer) -> PackedLayer<S> {
      PackedLayer(layer, takesTokens: false, trains: trains, precision: precision)
    }
    func packed(_ weight: ParameterBlock) -> PackedWeight<S> {
      PackedWeight(weight, trains: trains, precision: precision)
    }
    func gates(_ weight: ParameterBlock?) -> PackedGateWeight<S>? {
      weight.map {
        PackedGateWeight(
          $0, of: architecture.decoder[0], trains: trains, precision: precision)
      }
    }
    self.architecture = architecture
    self.trains = trains
    self.precision = precision
    sourceEmbedding = PackedTable(architecture.sourceEmbedding)
    targetEmbedding = PackedTable(architecture.targetEmbedding)
    encoder = architecture.encoder.map { directions in directions.map { packed($0) } }
    bridge = architecture.bridge.map { blocks in
      blocks.map { (packed($0.weight), PackedTable($0.bias)) }
    }
    decoder = architecture.decoder.map { packed($0) }
    context = gates(architecture.contextWeight)
    feed = gates(architecture.feedWeight)
    attention = architecture.attention.map {
      PackedAttention($0, trains: trains, precision: precision)
    }
    readout = packed(architecture.readoutWeight)
    readoutContext = architecture.readoutContextWeight.map { packed($0) }
    readoutBias = PackedTable(architecture.readoutBias)
    encoderInputs = encoder[0].map { [sourceEmbedding] in FoldedInput($0, sourceEmbedding) }
    decoderInput = FoldedInput(decoder[0], targetEmbedding)
    model.parameters.withBlock { update(from: $0, pool: pool) }
  }

  package var configuration: EncoderDecoderConfiguration { architecture.configuration }
  package var layout: ParameterLayout { architecture.layout }

  /// Packs parameters given in the order of the layout, one row. The pieces are shared out to the pool's threads.
  package func update(from parameters: Block<S>, pool: WorkerPool? = nil) {
    let tasks = packingTasks()
    if let pool {
      pool.run(over: parameters.columns) { worker in
        for index in stride(from: worker, to: tasks.count, by: pool.count) {
          tasks[index](parameters)
        }
      }
    } else {
      for task in tasks { task(parameters) }
    }
    for input in encoderInputs + [decoderInput] { input?.fill() }
  }

  private func packingTasks() -> [@Sendable (Block<S>) -> Void] {
    var tasks = (encoder.joined() + decoder).flatMap { $0.packingTasks() }
    for (weight, bias) in bridge.joined() {
      tasks += weight.packingTasks() + [bias.packingTask()]
    }
    for weight in [context, feed].compactMap(\.self) { tasks += weight.packingTasks() }
    if let attention { tasks += attention.packingTasks() }
    for weight in [readout, readoutContext].compactMap(\.self) { tasks += weight.packingTasks() }
    for table in [sourceEmbedding, targetEmbedding, readoutBias] {
      tasks.append(table.packingTask())
    }
    return tasks
  }

  /// Elements of scratch that the weight gradients need.
  var gradientScratch: Int {
    let weights =
      bridge.joined().map(\.weight) + [readout] + [readoutContext].compactMap(\.self)
    return max(
      (encoder.joined() + decoder).map(\.gradientScratch).max() ?? 0,
      weights.map(\.gradientScratch).max() ?? 0, context?.gradientScratch ?? 0,
      feed?.gradientScratch ?? 0, attention?.gradientScratch ?? 0)
  }
}
