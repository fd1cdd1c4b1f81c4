package import TensorCore

/// The packed weights of a stack.
package final class PackedStack<S: KernelScalar>: Sendable {
  package let stack: RecurrentStack
  package let layers: [PackedLayer<S>]

  /// Memory for the layers; `input`: what the first one is fed; `readout`: what stands above them.
  init(
    _ stack: RecurrentStack, input: InputKind<S>, readout: Readout<S>, trains: Bool,
    precision: ProductPrecision = .full
  ) {
    self.stack = stack
    layers = stack.layers.enumerated().map { index, layer in
      PackedLayer(
        layer, input: index == 0 ? input : .vectors, readout: readout, trains: trains,
        precision: precision)
    }
  }
}
