public import TensorCore

/// A model's weights as the kernels read them, made anew after every update.
public final class PackedSequenceModel<S: KernelScalar>: Sendable {
  package let layout: ParameterLayout
  package let configuration: SequenceModelConfiguration
  package let stack: PackedStack<S>
  /// [V, e]
  package let embedding: ParameterValues<S>?
  package let readout: Readout<S>
  package let trains: Bool
  /// The precision of every product, those of weight gradients included.
  package let precision: ProductPrecision
  /// The pieces of packing, layer by layer, those of the readout and the embedding as the last one.
  private let tasks: [PackingTask<S>]
  /// How many of them belong to each layer.
  private let layerTaskCounts: [Int]
  /// What a pass in training runs where weights or symbols are dropped; nil: the model as it is.
  private let dropping: (trained: PackedSequenceModel, weights: WeightDrop<S>?)?

  /// Packs the parameters of `model`; `trains`: for forward and backward; `precision`: of all
  /// products.
  package init(
    _ model: SequenceModel<S>, trains: Bool, precision: ProductPrecision = .full,
    pool: WorkerPool? = nil
  ) {
    layout = model.layout
    configuration = model.configuration
    self.trains = trains
    self.precision = precision
    readout = Readout(
      weight: model.readoutWeight, lower: model.lowerReadoutWeights, symbols: model.symbolReadout,
      bias: model.readoutBias, loss: model.configuration.loss,
      trains: trains, precision: precision)
    stack = PackedStack(
      model.stack, takesSymbols: model.configuration.takesSymbols, readout: readout,
      trains: trains, precision: precision)
    embedding = model.embedding.map { ParameterValues($0) }
    let layers = stack.layers.map { $0.packingTasks() }
    let readoutTasks = readout.packingTasks()
    layerTaskCounts = layers.map(\.count)
    tasks =
      layers.flatMap(\.self) + [
        { [embedding] parameters in
          for task in readoutTasks { task(parameters) }
          embedding?.copy(from: parameters)
        }
      ]
    dropping =
      trains ? Self.dropping(model, stack, embedding, readout, precision: precision) : nil
    model.parameters.withBlock { update(from: $0, pool: pool) }
  }

  /// A model of parts that another one packs.
  private init(
    _ model: SequenceModel<S>, _ stack: PackedStack<S>, _ embedding: ParameterValues<S>?,
    _ readout: Readout<S>, precision: ProductPrecision
  ) {
    layout = model.layout
    configuration = model.configuration
    self.stack = stack
    self.embedding = embedding
    self.readout = readout
    trains = true
    self.precision = precision
    (tasks, layerTaskCounts, dropping) = ([], [], nil)
  }

  private static func dropping(
    _ model: SequenceModel<S>, _ stack: PackedStack<S>, _ embedding: ParameterValues<S>?,
    _ readout: Readout<S>, precision: ProductPrecision
  ) -> (PackedSequenceModel, WeightDrop<S>?)? {
    let rate = model.configuration.regularization.weightDrop
    let scale = model.configuration.takesSymbols ? model.configuration.symbolScale : 1
    guard rate > 0 || scale != 1 else { return nil }
    let weights =
      rate > 0 ? WeightDrop(stack.layers, rate: rate, precision: precision) : nil
    var layers = weights?.layers ?? stack.layers
    if scale != 1 {
      layers[0] = PackedLayer(layers[0], input: layers[0].input.scalingSymbols(by: scale))
    }
    return (
      PackedSequenceModel(
        model, PackedStack(stack.stack, layers: layers), embedding, readout, precision: precision),
      weights
    )
  }

  /// What a pass in training runs: the model with a part of its weights dropped, or itself.
  package var trained: PackedSequenceModel { dropping?.trained ?? self }

  /// Whether a part of the weights is dropped in training.
  package var dropsWeights: Bool { dropping?.weights != nil }

  /// Drops weights of ``trained`` by the masks of `key`. The pool's threads share the work.
  package func dropWeights(key: UInt64, pool: WorkerPool? = nil) {
    dropping?.weights?.drop(key: key, pool: pool)
  }

  /// Makes the gradient [1, P] of the weights that `key` has left that of all weights.
  package func maskGradient(_ gradient: Block<S>, key: UInt64) {
    dropping?.weights?.maskGradient(gradient, key: key)
  }

  /// The layers, without parameters.
  package var architecture: RecurrentStack { stack.stack }

  /// Packs parameters [1, P] in the order of the layout. The pool's threads share the work.
  package func update(from parameters: Block<S>, pool: WorkerPool? = nil) {
    pack(parameters, pool: pool)
    guard let dropping else { return }
    dropping.weights?.copy(from: parameters)
    let (own, first) = (stack.layers[0], dropping.trained.stack.layers[0])
    if configuration.takesSymbols, configuration.dropsSymbols {
      first.input.table?.fill(bias: own.bias.row, parameters: parameters)
    }
  }

  private func pack(_ parameters: Block<S>, pool: WorkerPool?) {
    guard let pool else {
      for task in tasks { task(parameters) }
      return
    }
    // A thread packs what it has just changed and will read.
    let owners = zip(stack.layers, layerTaskCounts).flatMap { layer, count in
      let owner = layer.layer.owner(among: pool.count, parameterCount: layout.count)
      return Array(repeating: owner, count: count)
    }
    pool.run(over: parameters.columns, homes: owners + [pool.count - 1]) { task in
      tasks[task](parameters)
    }
  }
}
