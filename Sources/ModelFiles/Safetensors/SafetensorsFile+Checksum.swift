extension SafetensorsFile {
  /// The checksum of what the file means, as it stands in the metadata: `crc64-xz:` and 16
  /// hexadecimal digits.
  ///
  /// CRC-64/XZ over, in this order: the number of metadata pairs without the checksum's own, and of
  /// each, sorted by the UTF-8 bytes of the key, key and value; the number of tensors, and of each,
  /// sorted by the UTF-8 bytes of the name: name, dtype, rank, extents, number of data bytes, data.
  /// Numbers are eight little-endian bytes, texts their number of UTF-8 bytes and then these. So it
  /// does not depend on the order of the data or on how the header is spelled.
  ///
  /// - Complexity: O(bytes of data).
  public var checksumText: String {
    var checksum = Checksum()
    let pairs = metadata.filter { $0.key != Self.checksumKey }
    checksum.append(count: pairs.count)
    for (key, value) in pairs.sorted(by: { utf8Order($0.key, $1.key) }) {
      checksum.append(text: key)
      checksum.append(text: value)
    }
    checksum.append(count: tensors.count)
    for tensor in tensors.sorted(by: { utf8Order($0.name, $1.name) }) {
      checksum.append(text: tensor.name)
      checksum.append(text: tensor.elementType.rawValue)
      checksum.append(count: tensor.shape.count)
      for extent in tensor.shape { checksum.append(count: extent) }
      checksum.append(count: tensor.bytes.count)
      checksum.append(tensor.bytes)
    }
    let digits = String(checksum.value, radix: 16)
    return "crc64-xz:" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Whether the UTF-8 bytes of `left` precede those of `right`: the same order on every platform.
func utf8Order(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}
