package import TensorCore

/// A model's weights as the kernels read them, made anew after every update.
package final class PackedSequenceModel<S: KernelScalar>: Sendable {
  /// The architecture; its parameters are those of the first packing, not of later ones.
  let layout: ParameterLayout
  package let configuration: SequenceModelConfiguration
  package let stack: PackedStack<S>
  package let embeddingBlock: ParameterBlock?
  package let readoutWeight: ParameterBlock
  package let readoutBias: ParameterBlock
  package let trains: Bool
  /// Of all products, those of weight gradients too.
  package let precision: ProductPrecision
  private let embeddingStorage: Storage<S>?
  /// W_out^T [n, V] and W_out [V, n].
  let readoutForward: PackedMatrix<S>
  package let readoutBackward: PackedMatrix<S>?
  let readoutBiasStorage: Storage<S>

  /// Packs the parameters of `model`; `trains`: for forward and backward; `precision`: of all products.
  package init(
    _ model: SequenceModel<S>, trains: Bool, precision: ProductPrecision = .full,
    pool: WorkerPool? = nil
  ) {
    layout = model.layout
    configuration = model.configuration
    self.trains = trains
    self.precision = precision
    stack = PackedStack(
      model.stack, takesTokens: model.takesTokens, trains: trains, precision: precision)
    embeddingBlock = model.embedding
    readoutWeight = model.readoutWeight
    readoutBias = model.readoutBias
    embeddingStorage = model.embedding.map { Storage(count: $0.count) }
    let (n, v) = (model.configuration.hiddenSize, model.configuration.outputSize)
    readoutForward = PackedMatrix(depth: n, columns: v, precision: precision)
    readoutBackward = trains ? PackedMatrix(depth: v, columns: n, precision: precision) : nil
    readoutBiasStorage = Storage(count: v)
    model.parameters.withBlock { update(from: $0, pool: pool) }
  }

  /// The layers, without parameters.
  package var architecture: RecurrentStack { stack.stack }

  /// The embedding [V, e].
  package var embedding: Block<S>? {
    guard let embeddingStorage, let embeddingBlock else { return nil }
    return embeddingStorage.block(rows: embeddingBlock.shape[0], columns: embeddingBlock.shape[1])
  }

  /// Packs parameters given in the order of the layout, one row. The pieces are shared out to the pool's threads.
  package func update(from parameters: Block<S>, pool: WorkerPool? = nil) {
    let layers = stack.layers.map { $0.packingTasks() }
    let tasks = layers.joined() + [readoutPackingTask]
    guard let pool else {
      for task in tasks { task(parameters) }
      return
    }
    // A thread packs what it has just changed and will read.
    let homes = zip(stack.layers, layers).flatMap { layer, tasks in
      let home = layer.layer.home(among: pool.count, parameterCount: layout.count)
      return Array(repeating: home, count: tasks.count)
    }
    pool.run(over: parameters.columns, homes: homes + [pool.count - 1]) { task in
      tasks[task](parameters)
    }
  }

  private var readoutPackingTask: @Sendable (Block<S>) -> Void {
    { [self] parameters in
      readoutForward.pack(transposeOf: readoutWeight.matrix(in: parameters))
      readoutBackward?.pack(readoutWeight.matrix(in: parameters))
      readoutBiasStorage.row.copy(from: readoutBias.matrix(in: parameters))
      if let embedding, let block = embeddingBlock {
        embedding.copy(from: block.matrix(in: parameters))
      }
    }
  }
}
