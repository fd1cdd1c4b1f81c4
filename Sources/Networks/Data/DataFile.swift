internal import ModelFiles
internal import TensorCore

/// An open file of numbers, of which no more is read, and for which no more is allocated, than its
/// header accounts for.
///
/// Memory beside the tensors that are read: one piece of ``pieceSize`` bytes.
struct DataFile {
  private let file: OpenFile
  /// Bytes of the file.
  let size: Int
  private var piece: [UInt8] = []
  /// Where the piece begins.
  private var start = 0
  /// What ``next()`` reads.
  private(set) var offset = 0

  /// A multiple of every element's size.
  private static let pieceSize = 1 << 16

  init(_ path: String) throws(DataFileError.Problem) {
    do throws(FileError) {
      let (file, status) = try OpenFile.reading(path)
      self.file = file
      size = status.size
    } catch {
      throw .file(error)
    }
  }

  /// The `count` bytes at `offset`.
  private func bytes(_ count: Int, at offset: Int) throws(DataFileError.Problem) -> [UInt8] {
    do throws(FileError) {
      return try file.bytes(count, at: offset)
    } catch {
      throw .file(error)
    }
  }

  /// The next byte; nil at the end.
  mutating func next() throws(DataFileError.Problem) -> UInt8? {
    if offset == start + piece.count {
      guard offset < size else { return nil }
      start = offset
      piece = try bytes(min(Self.pieceSize, size - offset), at: offset)
    }
    defer { offset += 1 }
    return piece[offset - start]
  }

  /// Takes back the byte that ``next()`` gave last.
  mutating func stepBack() { offset -= 1 }

  /// Requires that the file ends at `expected`.
  func requireEnd(_ expected: Int) throws(DataFileError.Problem) {
    if size < expected { throw .truncated(expected: expected, found: size) }
    if size > expected { throw .trailingBytes(expected: expected, found: size) }
  }

  /// How many elements a shape has, at most as many as have `elementSize` bytes each before the end
  /// of the number line.
  static func elementCount(
    of shape: [Int], elementSize: Int
  ) throws(DataFileError.Problem) -> Int {
    var bytes = elementSize
    for extent in shape {
      // Extents beside one of zero must not overflow either: a row of the tensor has them.
      let (product, overflow) = bytes.multipliedReportingOverflow(by: max(extent, 1))
      if overflow { throw .tooLarge(shape: shape) }
      bytes = product
    }
    return shape.contains(0) ? 0 : bytes / elementSize
  }

  /// Calls `body` with `count` bytes from `start` on, piece by piece: the bytes of a piece and how
  /// many came before them.
  func forEachPiece(
    _ count: Int, at start: Int,
    _ body: (_ bytes: [UInt8], _ before: Int) throws(DataFileError.Problem) -> Void
  ) throws(DataFileError.Problem) {
    var done = 0
    while done < count {
      let piece = try bytes(min(Self.pieceSize, count - done), at: start + done)
      try body(piece, done)
      done += piece.count
    }
  }
}
