public import TensorCore

/// An encoder-decoder's weights as the kernels read them, made anew after every update.
public final class PackedEncoderDecoder<S: KernelScalar>: Sendable {
  let architecture: EncoderDecoderArchitecture
  package let trains: Bool
  /// The precision of the products with weights, those of their gradients included; attention's
  /// scores and contexts are made in full precision.
  package let precision: ProductPrecision
  let sourceEmbedding: ParameterValues<S>
  let targetEmbedding: ParameterValues<S>
  /// Layers, then directions. The first layer reads symbols or, of a large vocabulary, embeddings.
  let encoder: [[PackedLayer<S>]]
  /// Decoder layers, then components; none without a bridge.
  let bridge: [[(weight: Weight<S>, bias: ParameterValues<S>)]]
  /// The first layer reads symbols or, of a large vocabulary, embeddings.
  let decoder: [PackedLayer<S>]
  /// What the peeky context is multiplied by for the decoder's first layer.
  let context: GateWeight<S>?
  /// What the attentional output is multiplied by for the decoder's first layer.
  let feed: GateWeight<S>?
  let attention: PackedAttention<S>?
  let readout: Readout<S>
  /// The pieces of packing.
  private let tasks: [PackingTask<S>]

  /// Packs the parameters of `model`; `trains`: for forward and backward; `precision`: of all
  /// products with weights.
  package init(
    _ model: EncoderDecoder<S>, trains: Bool, precision: ProductPrecision = .full,
    pool: WorkerPool? = nil
  ) {
    let architecture = model.architecture
    let first = architecture.decoder[0]
    func packed(_ layer: RecurrentLayer, _ embedding: ParameterValues<S>?) -> PackedLayer<S> {
      PackedLayer(
        layer,
        input: embedding.map {
          InputWeight(embedded: layer, by: $0, trains: trains, precision: precision)
        } ?? InputWeight(vectors: layer, trains: trains, precision: precision),
        trains: trains, precision: precision)
    }
    func gates(_ weight: ParameterBlock?) -> GateWeight<S>? {
      weight.map {
        GateWeight($0, first.inputRuns, of: first, trains: trains, precision: precision)
      }
    }
    self.architecture = architecture
    self.trains = trains
    self.precision = precision
    let (source, target) = (
      ParameterValues<S>(architecture.sourceEmbedding),
      ParameterValues<S>(architecture.targetEmbedding)
    )
    (sourceEmbedding, targetEmbedding) = (source, target)
    encoder = architecture.encoder.enumerated().map { index, directions in
      directions.map { packed($0, index == 0 ? source : nil) }
    }
    bridge = architecture.bridge.map { blocks in
      blocks.map {
        (Weight($0.weight, trains: trains, precision: precision), ParameterValues($0.bias))
      }
    }
    decoder = architecture.decoder.enumerated().map { index, layer in
      packed(layer, index == 0 ? target : nil)
    }
    context = gates(architecture.contextWeight)
    feed = gates(architecture.feedWeight)
    attention = architecture.attention.map {
      PackedAttention($0, trains: trains, precision: precision)
    }
    readout = Readout(
      weight: architecture.readoutWeight, context: architecture.readoutContextWeight,
      bias: architecture.readoutBias, trains: trains, precision: precision)
    var tasks = (encoder.joined() + decoder).flatMap { $0.packingTasks() }
    for (weight, bias) in bridge.joined() { tasks += weight.packingTasks() + [bias.packingTask()] }
    for weight in [context, feed].compactMap(\.self) { tasks += weight.packingTasks() }
    if let attention { tasks += attention.packingTasks() }
    self.tasks = tasks + readout.packingTasks() + [source.packingTask(), target.packingTask()]
    model.parameters.withBlock { update(from: $0, pool: pool) }
  }

  package var configuration: EncoderDecoderConfiguration { architecture.configuration }
  package var layout: ParameterLayout { architecture.layout }

  private var layers: [PackedLayer<S>] { encoder.joined() + decoder }

  /// Packs parameters [1, P] in the order of the layout. The pool's threads share the work.
  package func update(from parameters: Block<S>, pool: WorkerPool? = nil) {
    if let pool {
      pool.run(over: parameters.columns) { worker in
        for index in stride(from: worker, to: tasks.count, by: pool.count) {
          tasks[index](parameters)
        }
      }
    } else {
      for task in tasks { task(parameters) }
    }
    for layer in layers { layer.finishPacking(parameters) }
  }

  /// Elements of scratch that the weight gradients need.
  var gradientScratch: Int {
    var counts = layers.map(\.gradientScratch) + [readout.gradientScratch]
    counts += bridge.joined().map(\.weight.gradientScratch)
    counts += [context, feed].compactMap(\.self).map(\.gradientScratch)
    return max(counts.max() ?? 0, attention?.gradientScratch ?? 0)
  }
}
