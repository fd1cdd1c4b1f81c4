internal import SequenceModels
internal import TensorCore

// The size of an influence, which may grow without bound where it is never reset.

extension Influence {
  /// The largest magnitude of an element of the influence on a sequence's state.
  /// - Complexity: one pass over the columns in use.
  func largestMagnitude(of sequence: Int) -> Double {
    var result = 0.0
    forEachPanel(worker: 0, of: 1) {
      result = max(result, block($0, sequence).largestMagnitude)
    }
    for _ in 0..<rescalings[sequence] { result /= Self.rescalingFactor }
    return result
  }

  /// Multiplies the influence on a sequence's state by a factor.
  func scale(_ sequence: Int, by factor: Double) {
    var factor = factor
    for _ in 0..<rescalings[sequence] { factor /= Self.rescalingFactor }
    rescalings[sequence] = 0
    forEachPanel(worker: 0, of: 1) { block($0, sequence).scale(by: factor) }
  }
}

extension RealTimeRecurrentLearning {
  func largestInfluence(on row: Int) -> Double? { influence.largestMagnitude(of: row) }

  func scaleInfluence(on row: Int, by factor: Double) { influence.scale(row, by: factor) }
}

extension BlockedRealTimeRecurrentLearning {
  func largestInfluence(on row: Int) -> Double? {
    isZero[row] ? nil : carriedInfluence?.largestMagnitude(of: row)
  }

  func scaleInfluence(on row: Int, by factor: Double) {
    carriedInfluence?.scale(row, by: factor)
  }
}

extension TraceLearning {
  func largestInfluence(on row: Int) -> Double? {
    traces[row].flatMap(\.storages).map(\.row.largestMagnitude).max()
  }

  func scaleInfluence(on row: Int, by factor: Double) {
    for storage in traces[row].flatMap(\.storages) { storage.row.scale(by: factor) }
  }
}
