/// How a model learns from a text while it reads it: see ``DynamicEvaluator``.
public struct AdaptationOptions: Sendable, Equatable {
  /// T: symbols from one update to the next.
  public var segmentLength: Int
  /// a: how far an update goes.
  public var learningRate: Double
  /// d: the share of the way back to the weights as they were trained, at every update.
  public var decay: Double

  /// Options; without further words those that served texts of several kinds and sizes.
  public init(segmentLength: Int = 10, learningRate: Double = 5e-4, decay: Double = 0.002) {
    precondition(
      segmentLength > 0 && learningRate >= 0 && (0...1).contains(decay),
      "adaptation: segments of \(segmentLength), rate \(learningRate), decay \(decay)")
    self.segmentLength = segmentLength
    self.learningRate = learningRate
    self.decay = decay
  }
}
