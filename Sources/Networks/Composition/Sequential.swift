public import Differentiation
internal import TensorCore

/// Layers one after the other, each fed the output of the one before.
///
/// ```swift
/// Sequential(Affine(256, activation: .relu), Dropout(0.5), Affine(10))
/// Sequential(["encoder": encoder, "decoder": decoder])  // an auto-encoder
/// ```
///
/// A layer's part of the network is its name or, without names, its place: "0", "1", ...
public struct Sequential: Layer {
  /// The parts in their order.
  public let parts: [(name: String, layer: any Layer)]

  /// Layers named by their places.
  public init(_ layers: any Layer...) { self.init(layers) }

  /// Layers named by their places.
  public init(_ layers: [any Layer]) {
    parts = layers.enumerated().map { ("\($0)", $1) }
  }

  /// Layers with names of their own.
  public init(_ parts: KeyValuePairs<String, any Layer>) {
    precondition(
      Set(parts.map(\.key)).count == parts.count, "parts of one name: \(parts.map(\.key))")
    self.parts = parts.map { ($0.key, $0.value) }
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    parts.reduce(x) { $1.layer.output(of: $0, in: scope.part($1.name)) }
  }
}
