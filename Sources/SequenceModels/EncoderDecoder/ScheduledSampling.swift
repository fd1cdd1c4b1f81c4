internal import TensorCore

/// A step's chance to be fed what the model predicted before it instead of the true symbol (Bengio
/// et al. 2015).
///
/// The prediction is the most probable symbol; no gradient goes through the choice.
public struct ScheduledSampling: Sendable, Equatable {
  /// The chance, 0 ... 1.
  public var rate: Double
  /// What the draws are made from, beside the key of each pair.
  public var key: UInt64

  /// Draws at a rate; the parameters have the meaning of the properties.
  public init(rate: Double, key: UInt64) {
    precondition(rate >= 0 && rate <= 1, "scheduled sampling at a rate of \(rate)")
    self.rate = rate
    self.key = key
  }

  /// Whether the step of key `rowKey` is fed a prediction.
  func replaces(_ rowKey: Int32) -> Bool {
    let word = (key ^ UInt64(UInt32(bitPattern: rowKey)) << 20).splitMix()
    return Double(word >> 11) * 0x1p-53 < rate
  }
}
