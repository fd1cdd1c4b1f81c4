/// A target found for a source.
public struct Hypothesis: Sendable, Equatable {
  /// Without start and end symbols.
  public var symbols: [Int32]
  /// The logarithm of its probability given the source, the end symbol included, in nats.
  public var logLikelihood: Double
  /// What hypotheses are ranked by: `logLikelihood` with the penalties of the search.
  public var score: Double
  /// Whether it reached the greatest length and was ended there.
  public var isCut: Bool
  /// The attention of each symbol and of the end over the source as it is written [symbols + 1,
  /// source length]; empty unless it was asked for and the model attends.
  public var attention: [[Float]]
}
