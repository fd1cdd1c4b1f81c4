package import SequenceTraining
package import TextModeling

extension Batch {
  /// A batch of `steps` steps of `batchSize` sequences, to be filled with text.
  package init(steps: Int, batchSize: Int) {
    let places = [Int32](repeating: 0, count: steps * batchSize)
    self.init(tokens: places, targets: places)
  }
}

extension StreamBatches {
  /// Fills `batch`, in the memory that it has, with the next block of the text, and moves on. The
  /// first block of an epoch starts anew.
  ///
  /// Returns whether this block was the last of its epoch.
  @discardableResult
  package mutating func next(into batch: inout Batch) -> Bool {
    batch.startsAnew = isAtEpochStart
    return next(inputs: &batch.tokens, targets: &batch.targets)
  }
}

extension EvaluationBlocks {
  /// Fills `batch`, in the memory that it has, with the next block of the text, and moves on.
  ///
  /// Returns how many predictions the block holds; 0 after the last block, nothing filled.
  package mutating func next(into batch: inout Batch) -> Int {
    next(inputs: &batch.tokens, targets: &batch.targets)
  }
}

extension SymbolStream {
  /// Fills `batch`, in the memory that it has, with the next symbols of the stream, of which there
  /// must be enough.
  package mutating func take(into batch: inout Batch) {
    take(inputs: &batch.tokens, targets: &batch.targets)
  }
}
