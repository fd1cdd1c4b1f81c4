/// Why a file cannot be used as safetensors, or a tensor of it not as what was asked for.
///
/// Offsets and counts are bytes from the start of the file.
public struct SafetensorsError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Problem: Error, Equatable, Sendable {
    /// The operating system would not open or read it.
    case file(FileError)
    /// Not even the header length fits.
    case tooShort(expected: Int, found: Int)
    /// The header claims more than any reader accepts.
    case headerTooLong(limit: Int, found: UInt64)
    /// The header would end after the file: `expected` bytes at least, `found` there.
    case headerBeyondFile(expected: Int, found: Int)
    /// The header is no JSON object.
    case headerNotJSON(offset: Int, detail: String)
    /// An object of the header has a key twice; the second stands at `offset`.
    case duplicateKey(offset: Int, key: String)
    /// `__metadata__` is not an object of strings.
    case malformedMetadata(detail: String)
    /// The entry of a tensor lacks a field, has a wrong one, or a shape no memory could hold.
    case malformedEntry(tensor: String, detail: String)
    /// The entry's number format is none that we know.
    case unknownElementType(tensor: String, found: String)
    /// The byte range of a tensor is not as long as its shape and format say.
    case wrongByteCount(tensor: String, expected: Int, found: Int)
    /// The tensor begins before the end of the one before it.
    case overlap(tensor: String, expected: Int, found: Int)
    /// Nothing owns the bytes between the tensor and the one before it.
    case hole(tensor: String, expected: Int, found: Int)
    /// Data is missing at the end.
    case truncated(expected: Int, found: Int)
    /// There are bytes after the last tensor.
    case trailingBytes(expected: Int, found: Int)
    /// Contents and checksum disagree.
    case checksumMismatch(expected: String, found: String)
    /// No tensor has that name.
    case missingTensor(String)
    /// The tensor has another number format.
    case wrongElementType(tensor: String, expected: ElementType, found: ElementType)
    /// The tensor has another shape.
    case wrongShape(tensor: String, expected: [Int], found: [Int])
  }

  /// The file; empty for contents that never were in one.
  public let path: String
  /// What is wrong.
  public let problem: Problem

  /// An error about the file at `path`.
  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }
}
