package import SequenceModels

/// T steps cut into segments of equal length, the last one perhaps shorter.
///
/// The declared order of a gradient's sums: segment after segment from the last to the first; in
/// each the losses of its steps, then back-propagation with the weight gradients of all its rows in
/// one product. Estimators that cut a sequence into the same segments give the same bits, whatever
/// they store and whatever they run again; one segment is plain back-propagation through time.
package struct SequenceSegments: Sendable, Equatable {
  /// T
  package let steps: Int
  /// Steps of a segment.
  package let length: Int

  /// `steps` steps in segments of `length`.
  package init(steps: Int, length: Int) {
    precondition(steps > 0 && length > 0, "\(steps) steps in segments of \(length)")
    self.steps = steps
    self.length = min(length, steps)
  }

  /// Number of segments.
  package var count: Int { (steps + length - 1) / length }

  /// The steps of segment `index`.
  package func range(_ index: Int) -> Range<Int> {
    precondition(index >= 0 && index < count, "segment \(index) of \(count)")
    return index * length..<min((index + 1) * length, steps)
  }

  /// The length for which a segment has 256 rows over all workers where the weights leave the
  /// second cache room for their activations, which are then read again while they are near; else
  /// 1024 rows.
  package static func standardLength(_ stack: RecurrentStack, batchSize: Int) -> Int {
    let rows = stack.hiddenSize <= 256 ? 256 : 1024
    return max(1, rows / max(batchSize, 1))
  }
}
