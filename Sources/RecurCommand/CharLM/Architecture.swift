import SequenceModels
import Terminal

/// What a language model is made of, as a checkpoint states it under `configuration`.
struct Architecture: Codable, Equatable, Sendable {
  var cell: CellKind
  var layers: Int
  var hiddenSize: Int
  /// Nil: symbols go in one-hot.
  var embeddingSize: Int?
  var tied: Bool
  var residual: Bool
  var dropout: Double

  private enum CodingKeys: String, CodingKey {
    case cell
    case layers
    case hiddenSize = "hidden_size"
    case embeddingSize = "embedding_size"
    case tied
    case residual
    case dropout
  }

  /// The model's configuration for a vocabulary; `forgetBias` only matters to a model that is drawn anew.
  func configuration(vocabularySize: Int, forgetBias: Double = 1) -> SequenceModelConfiguration {
    SequenceModelConfiguration(
      input: embeddingSize.map { .embedding(count: vocabularySize, size: $0) }
        ?? .symbols(vocabularySize),
      outputSize: vocabularySize, cell: cell.cell(forgetBias: forgetBias), layers: layers,
      hiddenSize: hiddenSize, residual: residual, dropout: dropout, tiedReadout: tied)
  }

  /// Whether the sizes make a model: those of a file may be anything.
  var isConsistent: Bool {
    let sizes = [layers, hiddenSize, embeddingSize ?? 1]
    return sizes.allSatisfy { (1...1 << 20).contains($0) } && (0..<1).contains(dropout)
      && (!tied || embeddingSize == hiddenSize)
  }

  /// The number of parameters, nothing allocated; as a decimal number, as it may exceed any memory.
  func parameterCount(vocabularySize: Int) -> Double {
    let (n, v) = (Double(hiddenSize), Double(vocabularySize))
    let structure = cell.cell(forgetBias: 1).structure
    let perUnit =
      Double(structure.recurrentGateCount) * n + Double(structure.gateCount)
      + Double(structure.peepholes.count)
    let first = embeddingSize.map { Double($0) } ?? v
    let inputs = Double(structure.inputGateCount) * (first + Double(layers - 1) * n)
    return n * (inputs + Double(layers) * perUnit) + (embeddingSize.map { Double($0) * v } ?? 0)
      + (tied ? 0 : n * v) + v
  }

  /// In words: `lstm, 2 layers of 128, one-hot input`.
  var words: String {
    var parts = [
      cell.rawValue, layers == 1 ? "1 layer of \(hiddenSize)" : "\(layers) layers of \(hiddenSize)",
    ]
    parts.append(
      embeddingSize.map { "embedding of \($0)" + (tied ? ", tied" : "") } ?? "one-hot input")
    if residual { parts.append("residual") }
    if dropout > 0 { parts.append("dropout \(Format.general(dropout))") }
    return parts.joined(separator: ", ")
  }
}
