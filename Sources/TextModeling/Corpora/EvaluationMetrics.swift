import Foundation

/// How well a text was predicted, in the units that people compare.
public struct EvaluationMetrics: Equatable, Codable, Sendable {
  /// The negative log-likelihood of all predictions together, in nats.
  public let totalNats: Double
  /// How many symbols were predicted.
  public let symbolCount: Int
  /// The UTF-8 bytes of the predicted symbols, as they stand in the text; an unknown symbol counts
  /// as its own bytes, not as those of U+FFFD.
  public let byteCount: Int

  /// The metrics of `symbolCount` predictions that cost `totalNats` together.
  /// - Precondition: both counts are positive.
  public init(totalNats: Double, symbolCount: Int, byteCount: Int) {
    precondition(
      symbolCount > 0 && byteCount > 0, "metrics: \(symbolCount) symbols, \(byteCount) bytes")
    self.totalNats = totalNats
    self.symbolCount = symbolCount
    self.byteCount = byteCount
  }

  /// Mean negative log-likelihood of a symbol in nats: the loss.
  public var natsPerSymbol: Double { totalNats / Double(symbolCount) }

  /// Bits for each symbol of the vocabulary's unit: of characters, the field's bits per character
  /// (BPC).
  public var bitsPerSymbol: Double { natsPerSymbol / log(2) }

  /// Bits for each byte of UTF-8 (BPB); comparable between units and with compressors.
  public var bitsPerByte: Double { totalNats / log(2) / Double(byteCount) }

  /// `exp` of the nats per symbol: the size of a vocabulary that would be as hard if uniform.
  public var perplexity: Double { exp(natsPerSymbol) }
}
