package import ModelFiles

/// A model with a file of its own kind.
package protocol StoredModel: Sendable {
  /// The name of the kind inside the file: `recur.kind`.
  static var kind: String { get }
  /// The newest version of the kind's sections and tensors.
  static var formatVersion: Int { get }

  /// Reads the model out of a checkpoint of which only the header has been read; the data is read
  /// once the header's numbers have been found to agree.
  init(_ checkpoint: inout Checkpoint) throws(CheckpointError)

  /// A checkpoint that holds the model.
  func checkpoint() throws(CheckpointError) -> Checkpoint
}

extension StoredModel {
  /// Opens the checkpoint at `path` and the model in it.
  package static func open(_ path: String) throws(CheckpointError) -> (Self, Checkpoint) {
    var checkpoint = try Checkpoint(headerOf: path, kind: kind, newestVersion: formatVersion)
    let model = try Self(&checkpoint)
    return (model, checkpoint)
  }
}
