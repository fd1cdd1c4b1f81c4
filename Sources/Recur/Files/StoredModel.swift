public import ModelFiles

/// A model with a file of its own kind.
public protocol StoredModel: Sendable {
  /// The name of the kind inside the file: `recur.kind`.
  static var kind: String { get }
  /// The newest version of the kind's sections and tensors.
  static var formatVersion: Int { get }

  /// Reads the model out of a checkpoint; `path` names it in errors.
  ///
  /// - Throws: `CheckpointError`.
  init(_ checkpoint: Checkpoint, path: String) throws(CheckpointError)

  /// A checkpoint that holds the model.
  func checkpoint() throws(CheckpointError) -> Checkpoint
}

extension StoredModel {
  /// Loads the model at `path`: one that was saved, or that a command trained.
  ///
  /// - Throws: `CheckpointError` with the path and what was expected, for a file that is missing,
  ///   damaged, of another origin or of another kind.
  public init(contentsOf path: String) throws(CheckpointError) {
    self = try Self.open(path).0
  }

  /// Saves the model at `path`; the file there is replaced at once or not at all.
  ///
  /// - Throws: `FileError` when the file cannot be written; the old one is then untouched.
  public func save(to path: String) throws {
    try checkpoint().write(to: path)
  }

  /// Opens the checkpoint at `path` and the model in it.
  package static func open(_ path: String) throws(CheckpointError) -> (Self, Checkpoint) {
    let checkpoint = try Checkpoint(contentsOf: path, kind: kind, newestVersion: formatVersion)
    return (try Self(checkpoint, path: path), checkpoint)
  }
}
