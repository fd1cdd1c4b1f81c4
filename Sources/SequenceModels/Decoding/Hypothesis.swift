/// A target found for a source.
public struct Hypothesis: Sendable, Equatable {
  /// Without start and end symbols.
  public var symbols: [Int32] = []
  /// The logarithm of its probability given the source, the end symbol included, in nats.
  public var logLikelihood = 0.0
  /// What hypotheses are ranked by: `logLikelihood` with the penalties of the search.
  public var score = 0.0
  /// Whether it reached the greatest length and was ended there.
  public var isCut = false
  /// The attention of each symbol and of the end over the source as it is written [symbols + 1,
  /// source length]; empty unless it was asked for and the model attends.
  public var attention: [[Float]] = []
}
