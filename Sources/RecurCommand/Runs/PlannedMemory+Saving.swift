import Recur

extension PlannedMemory {
  /// The bytes that writing a checkpoint takes for a moment.
  ///
  /// - Parameters:
  ///   - parameters: P, single precision.
  ///   - vectors: arrays of P numbers that are saved, `UpdateOptions.savedVectors`.
  ///   - carried: bytes of what an estimator carries, copied as a matrix, as numbers and as bytes.
  static func savingBytes(parameters: Int, vectors: Int, carried: Int = 0) -> Int {
    // The bytes of the file, and three copies of one array on the way there.
    (4 * parameters * (vectors + 3)).addingClamped(carried > .max / 3 ? .max : 3 * carried)
  }
}

extension UpdateOptions {
  /// Arrays of P numbers in a checkpoint: the parameters, their mean and the optimiser's.
  var savedVectors: Int { 1 + (averaging == nil ? 0 : 1) + optimizer.rule.stateCount }
}
