import Recur
import Terminal

extension LanguageModel.Configuration {
  /// The configuration in words: `lstm, 2 layers of 128, one-hot input`.
  var words: String {
    var parts = [
      cell.rawValue, layers == 1 ? "1 layer of \(hiddenSize)" : "\(layers) layers of \(hiddenSize)",
    ]
    parts.append(
      embeddingSize.map { "embedding of \($0)" + (tiedReadout ? ", tied" : "") } ?? "one-hot input")
    if residual { parts.append("residual") }
    switch readoutSource {
    case .last: break
    case .layers: parts.append("readout of all layers")
    case .all: parts.append("readout of all layers and the input")
    }
    if dropout > 0 { parts.append("dropout \(Format.general(dropout))") }
    parts += regularization.words
    return parts.joined(separator: ", ")
  }
}
