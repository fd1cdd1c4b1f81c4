extension Storage {
  /// Bytes that a storage of `count` elements takes, as ``MemoryMeter`` counts them.
  package static func byteCount(_ count: Int) -> Int {
    (count * MemoryLayout<S>.stride + 63) / 64 * 64
  }
}
