package import TensorCore

/// What every estimator of a sequence model's gradient is made with, whatever its method.
package struct EstimatorOptions: Sendable, Equatable {
  /// B: sequences side by side.
  package var batchSize: Int
  /// T: steps from one gradient to the next.
  package var sequenceLength: Int
  /// Precision of every matrix product, weight gradients included; only back-propagation has
  /// another than full.
  package var precision: ProductPrecision
  /// Whether batches come with masks.
  package var masks: Bool
  /// Seed of the dropout masks.
  package var dropoutSeed: UInt64

  /// Options; without further words batches of one sequence.
  package init(
    batchSize: Int = 1, sequenceLength: Int, precision: ProductPrecision = .full,
    masks: Bool = false, dropoutSeed: UInt64 = 0
  ) {
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.precision = precision
    self.masks = masks
    self.dropoutSeed = dropoutSeed
  }
}
