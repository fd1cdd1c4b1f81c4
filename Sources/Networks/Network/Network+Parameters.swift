internal import SequenceModels
public import TensorCore

extension Network {
  /// The parameter named `name`, of the shape in the layout.
  public subscript(parameter name: String) -> Tensor<S> {
    get {
      let block = block(name)
      return Tensor(parameters, at: block.offset, shape: block.shape)
    }
    set {
      let block = block(name)
      precondition(
        newValue.shape == block.shape, "parameter \(name) \(block.shape) = \(newValue.shape)")
      parameters.withMutableBlock { all in
        newValue.withBlock { all.columns(block.range).copy(from: $0) }
      }
    }
  }

  private func block(_ name: String) -> ParameterBlock {
    guard let block = layout.block(named: name) else {
      preconditionFailure(
        "no parameter \(name) among \(layout.blocks.map(\.name).joined(separator: ", "))")
    }
    return block
  }

  /// Takes over the parameters of a part of another network: those within the part `source` of it,
  /// "" being the whole, become those of the same names within the part `target` of this one.
  ///
  /// ```swift
  /// classifier.take("encoder", of: autoencoder, as: "features")
  /// ```
  ///
  /// Returns the names that were taken over; stops where a shape differs. Parameters that only one
  /// of the two has stay as they are, a new head among them.
  @discardableResult
  public mutating func take(
    _ source: String = "", of other: Network, as target: String? = nil
  ) -> [String] {
    let target = target ?? source
    var taken: [String] = []
    for block in other.layout.blocks where block.name.lies(within: source) {
      let rest = String(block.name.dropFirst(source.count))
      let name = target.isEmpty ? String(rest.drop { $0 == "." }) : target.joined(rest)
      guard layout.block(named: name) != nil else { continue }
      self[parameter: name] = other[parameter: block.name]
      taken.append(name)
    }
    return taken
  }
}

extension String {
  /// The name of `rest`, ".weight" or "weight", within the part of this name.
  fileprivate func joined(_ rest: String) -> String {
    rest.isEmpty || rest.hasPrefix(".") ? self + rest : self + "." + rest
  }
}
