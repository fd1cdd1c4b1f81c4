extension SafetensorsFile {
  /// Reads the safetensors file at `path`, checks all of it, and verifies its checksum if it has
  /// one.
  ///
  /// The length of the file is compared with what the header promises before any data is read, so a
  /// damaged header costs no memory.
  ///
  /// - Throws: `SafetensorsError`.
  /// - Complexity: O(bytes of the file), all of which are held.
  public init(contentsOf path: String) throws(SafetensorsError) {
    do {
      try self.init(reading: path)
    } catch {
      throw SafetensorsError(path: path, problem: error)
    }
  }

  private init(reading path: String) throws(SafetensorsError.Problem) {
    let (file, size) = try Self.open(path)
    let headerBytes = try Self.readHeader(file, size)
    let dataStart = 8 + headerBytes.count
    let header = try SafetensorsHeader(headerBytes, offset: 8)
    let entries = header.entries
    let (expected, overflow) = dataStart.addingReportingOverflow(
      entries.last?.range.upperBound ?? 0)
    if overflow || size < expected {
      throw .truncated(expected: overflow ? Int.max : expected, found: size)
    }
    if size > expected { throw .trailingBytes(expected: expected, found: size) }
    var tensors: [StoredTensor] = []
    for entry in entries {
      let bytes = try Self.read(entry.range.count, file, dataStart + entry.range.lowerBound)
      tensors.append(
        StoredTensor(
          name: entry.name, elementType: entry.elementType, shape: entry.shape, bytes: bytes))
    }
    var metadata = header.metadata
    let checksum = metadata.removeValue(forKey: Self.checksumKey)
    self.init(path: path, metadata: metadata, tensors: tensors, wasChecksummed: checksum != nil)
    if let checksum {
      let found = checksumText
      // By bytes: equality of strings would overlook a different normal form.
      if !checksum.utf8.elementsEqual(found.utf8) {
        throw .checksumMismatch(expected: checksum, found: found)
      }
    }
  }

  private static func readHeader(
    _ file: OpenFile, _ size: Int
  ) throws(SafetensorsError.Problem) -> [UInt8] {
    guard size >= 8 else { throw .tooShort(expected: 8, found: size) }
    let prefix = try read(8, file, 0)
    let length = UInt64.values(from: prefix)[0]
    guard length <= UInt64(longestHeader) else {
      throw .headerTooLong(limit: longestHeader, found: length)
    }
    guard Int(length) <= size - 8 else {
      throw .headerBeyondFile(expected: 8 + Int(length), found: size)
    }
    return try read(Int(length), file, 8)
  }

  private static func open(
    _ path: String
  ) throws(SafetensorsError.Problem) -> (file: OpenFile, size: Int) {
    do {
      let (file, status) = try OpenFile.reading(path)
      return (file, status.size)
    } catch {
      throw .file(error)
    }
  }

  private static func read(
    _ count: Int, _ file: OpenFile, _ offset: Int
  ) throws(SafetensorsError.Problem) -> [UInt8] {
    do {
      return try file.next(count, offset: offset)
    } catch {
      throw .file(error)
    }
  }
}
