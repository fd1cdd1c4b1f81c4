public import TensorCore

extension RandomGenerator {
  /// The generator of one example in one epoch: the same whatever the batch, the thread and the
  /// order in which it comes.
  public init(seed: UInt64, epoch: Int, example: Int) {
    self.init(
      seed: seed.splitMix(UInt64(bitPattern: Int64(epoch))).splitMix(
        UInt64(bitPattern: Int64(example))))
  }

  /// A bootstrap set: `count` indices below `count`, drawn with replacement (Efron 1979). About
  /// 0.632 of the examples are in it.
  public mutating func bootstrap(of count: Int) -> [Int] {
    (0..<count).map { _ in index(below: count) }
  }
}
