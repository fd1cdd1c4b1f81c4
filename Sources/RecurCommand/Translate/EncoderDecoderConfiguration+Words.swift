import SequenceModels
import Terminal

extension EncoderDecoderConfiguration {
  /// In words: `lstm, 1 layer of 256, embeddings of 64, attention general, reversed source`.
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
    return parts.joined(separator: ", ")
  }

  /// The number of parameters, nothing allocated; as a decimal number, as it may exceed any memory.
  var parameterCount: Double {
    let structure = cell.cell(forgetBias: forgetBias).structure
    let (n, memory) = (Double(decoderHiddenSize), Double(memorySize))
    let inputGates = Double(structure.inputGateCount)
    func layer(_ inputSize: Double, _ n: Double) -> Double {
      n
        * (inputGates * inputSize + Double(structure.recurrentGateCount) * n
          + Double(structure.gateCount) + Double(structure.peepholes.count))
    }
    let vocabulary = Double(targetVocabularySize)
    var count = Double(sourceVocabularySize) * Double(sourceEmbeddingSize)
    if !sharesEmbedding { count += vocabulary * Double(targetEmbeddingSize) }
    let directions = isBidirectional ? 2.0 : 1
    let encoderSize = Double(encoderHiddenSize)
    count += directions * layer(Double(sourceEmbeddingSize), encoderSize)
    count += directions * Double(encoderLayers - 1) * layer(memory, encoderSize)
    if handover != .none, bridge != .none {
      let components = handover == .state ? structure.stateCount : 1
      count += Double(decoderLayers * components) * n * (memory + 1)
    }
    count += layer(Double(targetEmbeddingSize), n) + Double(decoderLayers - 1) * layer(n, n)
    if isPeeky { count += (inputGates * n + vocabulary) * memory }
    if feedsInput { count += inputGates * n * n }
    switch attention {
    case .none: break
    case .dot: count += n * (memory + n)
    case .general: count += n * memory + n * (memory + n)
    case .additive: count += n * memory + n * n + n + n * (memory + n)
    }
    return count + (tiedReadout ? 0 : vocabulary * n) + vocabulary
  }
}
