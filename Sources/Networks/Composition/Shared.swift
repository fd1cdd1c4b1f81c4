public import Differentiation
internal import TensorCore

/// A layer whose parameters belong to every layer that is shared under the same name, wherever it
/// stands in the network.
public struct Shared: Layer {
  private let name: String
  private let layer: any Layer

  /// A layer whose part of the network is `name`.
  public init(_ name: String, _ layer: some Layer) {
    self.name = name
    self.layer = layer
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    layer.output(of: x, in: scope.shared(name))
  }
}
