package import TensorCore

/// The memory in which a readout runs, for a bounded number of rows at a time: a round.
///
/// Memory in elements, R the rows of a round: logits [R, V] and losses [R].
package final class ReadoutWorkspace<S: KernelScalar>: Sendable {
  package let readout: Readout<S>
  /// R: rows of a round.
  package let capacity: Int
  private let logitStorage: Storage<S>
  private let lossStorage: Storage<S>

  init(_ readout: Readout<S>, capacity: Int) {
    self.readout = readout
    self.capacity = capacity
    logitStorage = Storage(count: capacity * readout.outputCount)
    lossStorage = Storage(count: capacity)
  }

  /// The logits, later their adjoints, of the rows of `range` of a round [rows, V].
  package func logits(_ range: Range<Int>) -> Block<S> {
    logitStorage.block(
      at: range.lowerBound * readout.outputCount, rows: range.count, columns: readout.outputCount)
  }

  /// The losses of the rows of `range` of a round [1, rows].
  package func losses(_ range: Range<Int>) -> Block<S> {
    lossStorage.block(at: range.lowerBound, rows: 1, columns: range.count)
  }

  /// The losses of any number of rows, round after round; `visit` sees the rows of each round, and
  /// their losses.
  ///
  /// With `gradientScale` also the gradient of scale x sum of the losses: see
  /// ``Readout/losses(of:gradientScale:labelSmoothing:logits:into:)``; that of the readout's
  /// parameters is added to `gradient`.
  @specialized(where S == Float)
  package func losses(
    of rows: ReadoutRows<S>, gradientScale: Double?, labelSmoothing: Double,
    gradient: ParameterGradient<S>?, visit: (Range<Int>, Block<S>) -> Void
  ) {
    let count = rows.outputs.rows
    for first in stride(from: 0, to: count, by: max(capacity, 1)) {
      let range = first..<min(first + capacity, count)
      let (part, logits) = (rows.rows(range), logits(0..<range.count))
      let losses = losses(0..<range.count)
      readout.losses(
        of: part, gradientScale: gradientScale, labelSmoothing: labelSmoothing, logits: logits,
        into: losses)
      visit(range, losses)
      if gradientScale != nil, let gradient {
        readout.addGradient(logits, part, to: gradient)
      }
    }
  }
}
