public import ModelFiles

/// Why a file cannot be read as images or numbers. Offsets count from 0.
public struct DataFileError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Problem: Error, Equatable, Sendable {
    /// The system would not read it.
    case file(FileError)
    /// Its first bytes are not those of the format.
    case otherFormat(expected: String)
    /// An IDX file of numbers of a kind that the format does not have.
    case unknownElementType(code: UInt8)
    /// The header has nonsense at the offset.
    case malformedHeader(offset: Int, detail: String)
    /// The header's extents have more elements than can be counted.
    case tooLarge(shape: [Int])
    /// It ends early.
    case truncated(expected: Int, found: Int)
    /// It goes on after its end.
    case trailingBytes(expected: Int, found: Int)
    /// A character that belongs to no number.
    case notANumber(offset: Int)
    /// A sample brighter than the header's maximum.
    case sampleTooLarge(offset: Int, maximum: Int)
    /// The array has other axes than images or labels have.
    case wrongAxes(expected: Int, shape: [Int])
    /// A label that is no class.
    case labelOutOfRange(index: Int, classCount: Int)
    /// As many labels as images are wanted.
    case labelCount(expected: Int, found: Int)
    /// It holds no example.
    case empty
  }

  /// The file.
  public let path: String
  /// What is wrong.
  public let problem: Problem

  /// An error about the file at `path`.
  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  /// The result of `body`, its problem as an error about the file at `path`.
  static func about<Result>(
    _ path: String, _ body: () throws(Problem) -> Result
  ) throws(DataFileError) -> Result {
    do throws(Problem) {
      return try body()
    } catch {
      throw DataFileError(path: path, problem: error)
    }
  }
}
