/// Why a file cannot be loaded as a checkpoint, or a part of it not as what was asked for.
public struct CheckpointError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Problem: Error, Equatable, Sendable {
    /// It cannot be read, is no sound safetensors file, its checksum is wrong, or a tensor of it is
    /// missing or has another shape or number format.
    case safetensors(SafetensorsError.Problem)
    /// A safetensors file of another origin: it lacks `key` or has nonsense there.
    case notACheckpoint(key: String)
    /// A checkpoint of another kind of model.
    case otherKind(expected: String, found: String)
    /// Written by a newer version than this program knows.
    case newerVersion(newest: Int, found: Int)
    /// Ours, but its checksum is gone: somebody altered it.
    case checksumMissing
    /// It has a tensor that no model of its kind has.
    case unexpectedTensor(String)
    /// A number of that tensor is infinite or none.
    case notFinite(tensor: String)
    /// It has no section of that name.
    case missingSection(String)
    /// The section is not what was asked for.
    case malformedSection(String, detail: String)
  }

  /// The file; empty for a checkpoint that never was in one.
  public let path: String
  /// What is wrong.
  public let problem: Problem

  /// An error about the file at `path`.
  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }
}
