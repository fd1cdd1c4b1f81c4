internal import TensorCore

/// A source and its target, as symbols, without start and end symbols.
package struct SequencePair: Sendable, Equatable {
  package var source: [Int32]
  package var target: [Int32]

  package init(source: [Int32], target: [Int32]) {
    self.source = source
    self.target = target
  }

  /// Predictions that the pair asks for: its target and the end symbol.
  package var predictions: Int { target.count + 1 }
}

/// A step's chance to be fed what the model predicted before it instead of the true symbol (Bengio et al. 2015). The
/// prediction is the most probable symbol; no gradient goes through the choice.
package struct ScheduledSampling: Sendable, Equatable {
  /// The chance, 0 ... 1.
  package var rate: Double
  /// What the draws are made from, beside the key of each pair.
  package var key: UInt64

  package init(rate: Double, key: UInt64) {
    precondition(rate >= 0 && rate <= 1, "scheduled sampling at a rate of \(rate)")
    self.rate = rate
    self.key = key
  }

  func replaces(_ rowKey: Int32) -> Bool {
    var mixer = SplitMix64(state: key ^ UInt64(UInt32(bitPattern: rowKey)) << 20)
    return Double(mixer.next() >> 11) * 0x1p-53 < rate
  }
}
