import Recur

extension PlannedMemory {
  /// The bytes that writing a checkpoint takes for a moment.
  ///
  /// - Parameters:
  ///   - parameters: P, single precision.
  ///   - vectors: arrays of P numbers that are saved: the parameters and the optimiser's.
  ///   - carried: bytes of what an estimator carries, copied as a matrix, as numbers and as bytes.
  static func savingBytes(parameters: Int, vectors: Int, carried: Int = 0) -> Int {
    // The bytes of the file, and three copies of one array on the way there.
    (4 * parameters * (vectors + 3)).addingClamped(carried > .max / 3 ? .max : 3 * carried)
  }
}
