extension Storage {
  /// Bytes that a storage of `count` elements takes, as ``MemoryMeter`` counts them.
  public static func byteCount(_ count: Int) -> Int {
    (count * MemoryLayout<S>.stride + 63) / 64 * 64
  }
}
