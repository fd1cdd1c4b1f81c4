internal import SequenceModels
internal import TensorCore

// An influence that grows past the scalar type's range, while the gradient stays within it.
//
// The matrices of a sequence then hold M 2^(-64 u), u counting how often they were made smaller:
// what a step adds is made smaller too, and what goes into the gradient larger again, by powers of
// two, which round nothing.

extension Influence {
  /// The exponent of two of one rescaling, half the scalar type's range: 64 of Float.
  static var rescalingExponent: Int { (Int(S.greatestFiniteMagnitude.exponent) + 1) / 2 }

  /// The factor of one rescaling.
  static var rescalingFactor: Double { 1 / unit }

  private static var unit: Double {
    Double(sign: .plus, exponent: rescalingExponent, significand: 1)
  }

  /// What brings the influence to be looked at as a whole: large, and far from the range's end.
  private static var largeMagnitude: Double {
    Double(sign: .plus, exponent: rescalingExponent * 5 / 8, significand: 1)
  }

  /// Steps from one look at an influence to the next.
  static var stepsPerLook: Int { 16 }
  /// More rescalings than any gradient is finite after.
  static var mostRescalings: Int { 64 }

  /// The factor of what a step adds to a sequence's influence.
  func immediateFactor(_ sequence: Int) -> S {
    let count = rescalings[sequence]
    return count == 0
      ? 1 : S(sign: .plus, exponent: S.Exponent(-count * Self.rescalingExponent), significand: 1)
  }

  /// Makes the influence on a sequence's state smaller if it has grown large.
  ///
  /// All columns are multiplied by the same Jacobians and grow alike: the first panel of each group
  /// stands for all of them, so that looking costs next to nothing.
  func keepInRange(_ sequence: Int) {
    let isLarge = groups.indices.contains { index in
      columnCount(groups[index]) > 0
        && matrices[sequence][index].panel(0).largestMagnitude > Self.largeMagnitude
    }
    guard isLarge, rescalings[sequence] < Self.mostRescalings else { return }
    rescalings[sequence] += 1
    forEachPanel(worker: 0, of: 1) { block($0, sequence).scale(by: Self.rescalingFactor) }
  }

  /// Undoes the rescalings of a sequence in a part of its gradient.
  func restoreRange(_ row: Block<S>, _ sequence: Int) {
    for _ in 0..<rescalings[sequence] { row.scale(by: Self.unit) }
  }

  /// The rescalings of all sequences; none where there are none.
  var carriedRescalings: [Int]? { rescalings.allSatisfy { $0 == 0 } ? nil : rescalings }
}
