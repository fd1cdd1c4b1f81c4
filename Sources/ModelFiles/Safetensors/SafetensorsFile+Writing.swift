extension SafetensorsFile {
  /// Writes the contents to `path` atomically; see ``AtomicFile``.
  ///
  /// - Parameter checksummed: whether to add the checksum, so that a reader of ours finds any
  ///   alteration.
  /// - Throws: `FileError` when the file cannot be created or written; the old one is then
  ///   untouched.
  /// - Complexity: O(bytes of data), without a copy of them.
  public func write(to path: String, checksummed: Bool = true) throws(FileError) {
    try write(to: path, checksummed: checksummed, displacing: nil)
  }

  /// Writes the contents to `path`; ``AtomicFile`` says what `displaced` is.
  func write(
    to path: String, checksummed: Bool, displacing displaced: String?
  ) throws(FileError) {
    requireLoaded("write")
    let header = header(checksummed: checksummed)
    try AtomicFile.write(to: path, displacing: displaced) { append throws(FileError) in
      try append(UInt64.bytes(of: [UInt64(header.count)].span) + header)
      for tensor in tensors { try append(tensor.bytes) }
    }
  }

  /// The header with its padding: metadata first, sorted by key, then the tensors in order.
  func header(checksummed: Bool) -> [UInt8] {
    var pairs = metadata
    pairs[Self.checksumKey] = checksummed ? checksumText : nil
    var fields: [String] = []
    if !pairs.isEmpty {
      let sorted = pairs.sorted { utf8Order($0.key, $1.key) }
      let members = sorted.map { jsonString($0.key) + ":" + jsonString($0.value) }
      fields.append(jsonString(Self.metadataKey) + ":{" + members.joined(separator: ",") + "}")
    }
    for tensor in tensors {
      let extents = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        jsonString(tensor.name)
          + ":{\"dtype\":\"\(tensor.elementType.rawValue)\",\"shape\":[\(extents)],"
          + "\"data_offsets\":[\(tensor.range.lowerBound),\(tensor.range.upperBound)]}")
    }
    var header = Array(("{" + fields.joined(separator: ",") + "}").utf8)
    // The eight bytes of the length keep the multiple.
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    return header
  }
}

/// The text as a JSON string with its quotation marks: only what JSON requires is escaped, so that
/// the bytes are the same whatever version of the library encodes.
private func jsonString(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    case "\t": quoted += "\\t"
    case "\u{0}"..<" ":
      let digits = String(scalar.value, radix: 16)
      quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}
