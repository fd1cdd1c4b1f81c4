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
  /// What drops the layers' weights; nil: they are whole.
  private let weights: WeightDrop<S>?

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
    weights = nil
    model.parameters.withBlock { update(from: $0, pool: pool) }
  }

  /// What a pass in training runs: `whole`, which packs all else, with a part of its recurrent
  /// weights and of its symbols dropped.
  private init(dropping whole: PackedEncoderDecoder) {
    let regularization = whole.configuration.regularization
    let rate = regularization.weightDrop
    let weights =
      rate > 0 ? WeightDrop(whole.layers, rate: rate, precision: whole.precision) : nil
    var layers = weights?.layers ?? whole.layers
    if regularization.embeddingDropout > 0 {
      let scale = whole.configuration.symbolScale
      for index in layers.indices {
        layers[index] = PackedLayer(
          layers[index], input: layers[index].input.scalingSymbols(by: scale))
      }
    }
    architecture = whole.architecture
    trains = whole.trains
    precision = whole.precision
    (sourceEmbedding, targetEmbedding) = (whole.sourceEmbedding, whole.targetEmbedding)
    (bridge, context, feed) = (whole.bridge, whole.context, whole.feed)
    (attention, readout) = (whole.attention, whole.readout)
    let directions = whole.configuration.directions
    encoder = whole.encoder.indices.map { Array(layers[$0 * directions..<($0 + 1) * directions]) }
    decoder = Array(layers.suffix(whole.decoder.count))
    self.weights = weights
    tasks = []
  }

  /// What a pass in training runs: a model of its own, to be updated after this one, or this one
  /// where neither weights nor symbols are dropped.
  package func makeTrained() -> PackedEncoderDecoder {
    let rates = configuration.regularization
    return rates.weightDrop > 0 || rates.embeddingDropout > 0
      ? PackedEncoderDecoder(dropping: self) : self
  }

  /// Whether a part of the weights is dropped.
  package var dropsWeights: Bool { weights != nil }

  /// Drops weights by the masks of `key`. The pool's threads share the work.
  package func dropWeights(key: UInt64, pool: WorkerPool? = nil) {
    weights?.drop(key: key, pool: pool)
  }

  /// Makes the gradient [1, P] of the weights that `key` has left that of all weights.
  package func maskGradient(_ gradient: Block<S>, key: UInt64) {
    weights?.maskGradient(gradient, key: key)
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
    weights?.copy(from: parameters)
    // Those of a model that drops weights alone are another one's.
    if weights == nil || configuration.symbolScale != 1 {
      for layer in layers { layer.finishPacking(parameters) }
    }
  }

  /// Multiplies embedded symbols, or their adjoint, by what those are that are not dropped.
  func scaleSymbols(_ embedded: Block<S>) {
    let scale = configuration.symbolScale
    if scale != 1 { embedded.scale(by: scale) }
  }

  /// Elements of scratch that the weight gradients need.
  var gradientScratch: Int {
    var counts = layers.map(\.gradientScratch) + [readout.gradientScratch]
    counts += bridge.joined().map(\.weight.gradientScratch)
    counts += [context, feed].compactMap(\.self).map(\.gradientScratch)
    return max(counts.max() ?? 0, attention?.gradientScratch ?? 0)
  }
}
