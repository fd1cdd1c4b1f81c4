package import SequenceTraining
package import TextModeling

extension Evaluator {
  /// The sum of the losses of all predictions of `blocks`, in nats; every stream starts from a
  /// state of zeros.
  package func lossSum(of blocks: EvaluationBlocks) -> Double {
    lossSum(of: blocks, each: nil as ((ArraySlice<Double>) throws(Never) -> Void)?)
  }

  /// The same sum, with the losses it is made of.
  ///
  /// - Parameter each: receives the losses of each block, in the order of the text; of one stream
  ///   only.
  package func lossSum<Failure: Error>(
    of blocks: EvaluationBlocks, each: ((ArraySlice<Double>) throws(Failure) -> Void)?
  ) throws(Failure) -> Double {
    precondition(each == nil || batchSize == 1, "losses in order: of \(batchSize) streams")
    resetState()
    var blocks = blocks
    var batch = Batch(steps: sequenceLength, batchSize: batchSize)
    var losses = [Double](repeating: 0, count: each == nil ? 0 : sequenceLength)
    var sum = 0.0
    while true {
      let count = blocks.next(into: &batch)
      guard count > 0 else { return sum }
      if let each {
        sum += lossSum(batch) { index, loss in losses[index] = loss }
        try each(losses.prefix(count))
      } else {
        sum += lossSum(batch)
      }
    }
  }
}
