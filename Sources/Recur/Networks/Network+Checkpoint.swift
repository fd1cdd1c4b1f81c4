public import ModelFiles
public import Networks
internal import SequenceModels
internal import TensorCore

/// A checkpoint of kind `network` holds the parameters of a network, one tensor for each under the
/// name and in the shape of the layout. The body is code and not in the file.
///
/// ```swift
/// try network.save(to: "digits.safetensors")
/// let again = try Network<Float>(body, inputShape: [784], contentsOf: "digits.safetensors")
/// ```
extension Network where S: TensorElement {
  /// Saves the parameters at `path`; the file there is replaced at once or not at all.
  ///
  /// - Throws: `FileError` when the file cannot be written; the old one is then untouched.
  public func save(to path: String) throws {
    try checkpoint.write(to: path)
  }

  /// A checkpoint of the parameters.
  var checkpoint: Checkpoint {
    var checkpoint = Checkpoint(kind: networkKind, formatVersion: networkVersion)
    checkpoint.append(parameters, layout: layout)
    return checkpoint
  }

  /// The network of `body` with the parameters at `path`.
  ///
  /// - Throws: `CheckpointError` with the path and what was expected, for a file that is missing,
  ///   damaged, of another kind or scalar type, or with other parameters than those of the body.
  public init(
    _ body: some Layer, inputShape: [Int], contentsOf path: String
  ) throws(CheckpointError) {
    var generator = RandomGenerator(seed: 0)
    self.init(body, inputShape: inputShape, using: &generator)
    var checkpoint = try Checkpoint(networkAt: path)
    parameters = try checkpoint.parameters(layout)
  }
}

extension Checkpoint {
  /// Opens the checkpoint of a network and reads its header.
  init(networkAt path: String) throws(CheckpointError) {
    try self.init(headerOf: path, kind: networkKind, newestVersion: networkVersion)
  }
}

private let networkKind = "network"
private let networkVersion = 1
