package import TensorCore

/// The packed weights of a stack.
package final class PackedStack<S: KernelScalar>: Sendable {
  package let stack: RecurrentStack
  package let layers: [PackedLayer<S>]

  /// Memory for the layers below `readout`; `takesSymbols`: the first one is fed symbols, one-hot.
  init(
    _ stack: RecurrentStack, takesSymbols: Bool, readout: Readout<S>, trains: Bool,
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
}
