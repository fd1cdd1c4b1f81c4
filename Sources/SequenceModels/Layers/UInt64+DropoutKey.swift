internal import TensorCore

// The key of a pass, from which every layer's dropout masks have keys of their own.
extension UInt64 {
  /// The key of mask `index` among those of a pass of this key.
  func dropoutKey(_ index: Int) -> UInt64 { self &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03 }

  /// The key of the masks of what the first layer reads.
  var inputDropoutKey: UInt64 { ~self }

  /// The key of the mask of an encoder-decoder's source symbols.
  var sourceSymbolKey: UInt64 { splitMix(0) }

  /// The key of the mask of an encoder-decoder's target symbols.
  var targetSymbolKey: UInt64 { splitMix(1) }

  /// The key of the masks of an encoder-decoder's weights.
  package var weightKey: UInt64 { splitMix(2) }

  /// The key of layer `layer` of an encoder.
  func dropoutKey(encoder layer: Int) -> UInt64 { dropoutKey(2 * layer) }

  /// The key of layer `layer` of a decoder.
  func dropoutKey(decoder layer: Int) -> UInt64 { dropoutKey(2 * layer + 1) }
}
