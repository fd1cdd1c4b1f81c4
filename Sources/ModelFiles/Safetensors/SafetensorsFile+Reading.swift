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
    try self.init(headerOf: path)
    try load()
  }

  /// Reads the header of the file at `path`; until ``load()`` has read the data too, names, shapes
  /// and metadata are all there is.
  ///
  /// - Throws: `SafetensorsError`.
  /// - Complexity: O(bytes of the header).
  init(headerOf path: String) throws(SafetensorsError) {
    do throws(SafetensorsError.Problem) {
      try self.init(reading: path)
    } catch {
      throw SafetensorsError(path: path, problem: error)
    }
  }

  private init(reading path: String) throws(SafetensorsError.Problem) {
    let (file, size) = try Self.open(path)
    let headerBytes = try Self.readHeader(file, size)
    let start = 8 + headerBytes.count
    let header = try SafetensorsHeader(headerBytes, offset: 8)
    let (expected, overflow) = start.addingReportingOverflow(
      header.entries.last?.range.upperBound ?? 0)
    if overflow || size < expected {
      throw .truncated(expected: overflow ? Int.max : expected, found: size)
    }
    if size > expected { throw .trailingBytes(expected: expected, found: size) }
    var metadata = header.metadata
    let checksum = metadata.removeValue(forKey: Self.checksumKey)
    self.init(
      path: path, metadata: metadata, tensors: header.entries,
      pending: PendingData(file: file, start: start, checksum: checksum))
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

  fileprivate static func read(
    _ count: Int, _ file: OpenFile, _ offset: Int
  ) throws(SafetensorsError.Problem) -> [UInt8] {
    do {
      return try file.bytes(count, at: offset)
    } catch {
      throw .file(error)
    }
  }
}

extension SafetensorsFile.PendingData {
  /// The data of a tensor.
  func read(_ tensor: StoredTensor) throws(SafetensorsError.Problem) -> [UInt8] {
    try SafetensorsFile.read(tensor.range.count, file, start + tensor.range.lowerBound)
  }
}
