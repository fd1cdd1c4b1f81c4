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
      weight: model.readoutWeight, bias: model.readoutBias, loss: model.configuration.loss,
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
    model.parameters.withBlock { update(from: $0, pool: pool) }
  }

  /// The layers, without parameters.
  package var architecture: RecurrentStack { stack.stack }

  /// Packs parameters [1, P] in the order of the layout. The pool's threads share the work.
  package func update(from parameters: Block<S>, pool: WorkerPool? = nil) {
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
