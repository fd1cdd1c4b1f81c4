internal import SequenceModels
package import SequenceTraining
package import TextModeling

extension PairBatches {
  /// The next batch, its pairs named by their places in the corpus; the cursor moves on.
  package mutating func next() -> PairBatch {
    let indices = nextIndices()
    return PairBatch(
      indices.map { SequencePair(pairs[$0]) }, keys: indices.map { UInt64($0) })
  }
}
