import Foundation

/// How well a text was predicted, in the units that people compare.
package struct EvaluationMetrics: Equatable, Codable, Sendable {
  /// The negative log-likelihood of all predictions together, in nats.
  package let totalNats: Double
  /// How many symbols were predicted.
  package let symbolCount: Int
  /// The UTF-8 bytes of the predicted symbols.
  package let byteCount: Int

  /// The metrics of `symbolCount` predictions that cost `totalNats` together.
  /// - Precondition: both counts are positive.
  package init(totalNats: Double, symbolCount: Int, byteCount: Int) {
    precondition(
      symbolCount > 0 && byteCount > 0, "metrics: \(symbolCount) symbols, \(byteCount) bytes")
    self.totalNats = totalNats
    self.symbolCount = symbolCount
    self.byteCount = byteCount
  }

  /// Mean negative log-likelihood of a symbol in nats: the loss.
  package var natsPerSymbol: Double { totalNats / Double(symbolCount) }

  /// Bits for each symbol of the vocabulary's unit: of characters, the field's bits per character
  /// (BPC).
  package var bitsPerSymbol: Double { natsPerSymbol / log(2) }

  /// Bits for each byte of UTF-8 (BPB); comparable between units and with compressors.
  package var bitsPerByte: Double { totalNats / log(2) / Double(byteCount) }

  /// `exp` of the nats per symbol: the size of a vocabulary that would be as hard if uniform.
  package var perplexity: Double { exp(natsPerSymbol) }
}
