package import TensorCore

/// The packed weights of a stack.
package final class PackedStack<S: KernelScalar>: Sendable {
  package let stack: RecurrentStack
  package let layers: [PackedLayer<S>]

  /// Memory for the layers below `readout`, which layers that read the output have; `takesSymbols`:
  /// the first one is fed symbols, one-hot.
  package init(
    _ stack: RecurrentStack, takesSymbols: Bool, readout: Readout<S>? = nil, trains: Bool,
    precision: ProductPrecision
  ) {
    self.stack = stack
    layers = stack.layers.enumerated().map { index, layer in
      PackedLayer(
        layer,
        input: index == 0 && takesSymbols
          ? InputWeight(oneHot: layer)
          : InputWeight(vectors: layer, trains: trains, precision: precision),
        readout: readout, trains: trains, precision: precision)
    }
  }

  /// The stack of other layers that are packed already.
  init(_ stack: RecurrentStack, layers: [PackedLayer<S>]) {
    self.stack = stack
    self.layers = layers
  }

  /// Packs parameters [1, P] in the order of the layout, of layers that are fed vectors.
  package func pack(_ parameters: Block<S>) {
    for layer in layers {
      for task in layer.packingTasks() { task(parameters) }
    }
  }
}
