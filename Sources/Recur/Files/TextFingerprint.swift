internal import ModelFiles

/// The identity of a text: how a resumed run knows that it goes on with the same one.
package struct TextFingerprint: Codable, Equatable, Sendable {
  package let bytes: Int
  /// CRC-64/XZ of the bytes, as ``SafetensorsFile/checksumText`` writes one.
  package let checksum: String

  /// A fingerprint of these parts.
  package init(bytes: Int, checksum: String) {
    self.bytes = bytes
    self.checksum = checksum
  }

  /// The fingerprint of a text's bytes.
  package init(of bytes: [UInt8]) {
    var file = SafetensorsFile()
    file.append(bytes, shape: [bytes.count], name: "text")
    self.init(bytes: bytes.count, checksum: file.checksumText)
  }
}
