import Recur
import SequenceModels
import Terminal

extension LanguageModel.Configuration {
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
      + (tiedReadout ? 0 : n * v) + v
  }

  /// In words: `lstm, 2 layers of 128, one-hot input`.
  var words: String {
    var parts = [
      cell.rawValue, layers == 1 ? "1 layer of \(hiddenSize)" : "\(layers) layers of \(hiddenSize)",
    ]
    parts.append(
      embeddingSize.map { "embedding of \($0)" + (tiedReadout ? ", tied" : "") } ?? "one-hot input")
    if residual { parts.append("residual") }
    if dropout > 0 { parts.append("dropout \(Format.general(dropout))") }
    return parts.joined(separator: ", ")
  }
}
