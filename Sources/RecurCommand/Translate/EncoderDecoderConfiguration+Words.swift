import Recur
import Terminal

extension EncoderDecoderConfiguration {
  /// The configuration in words: `lstm, 1 layer of 256, embeddings of 64, attention general,
  /// reversed source`.
  var words: String {
    var parts = [
      cell.rawValue,
      decoderLayers == 1
        ? "1 layer of \(decoderHiddenSize)" : "\(decoderLayers) layers of \(decoderHiddenSize)",
      "embedding\(sharesEmbedding ? "" : "s") of \(sourceEmbeddingSize)"
        + (tiedReadout ? ", tied" : ""),
    ]
    if isBidirectional { parts.append("encoder bidirectional") }
    if reversesSource { parts.append("source reversed") }
    if attention != .none { parts.append("\(attention.rawValue) attention") }
    if feedsInput { parts.append("input feeding") }
    if isPeeky { parts.append("peeky") }
    if handover != .state { parts.append("handover \(handover.rawValue)") }
    if bridge != .none { parts.append("\(bridge.rawValue) bridge") }
    if dropout > 0 { parts.append("dropout \(Format.general(dropout))") }
    parts += regularization.words
    return parts.joined(separator: ", ")
  }
}
