/// Keys of dropout masks, made from the key of a pass.
enum DropoutKey {
  /// The key of mask `index` among those of a pass of key `key`: every layer draws its own.
  static func mask(_ index: Int, of key: UInt64) -> UInt64 {
    key &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03
  }

  /// The key of layer `layer` of an encoder.
  static func encoder(_ layer: Int, of key: UInt64) -> UInt64 { mask(2 * layer, of: key) }

  /// The key of layer `layer` of a decoder.
  static func decoder(_ layer: Int, of key: UInt64) -> UInt64 { mask(2 * layer + 1, of: key) }
}
