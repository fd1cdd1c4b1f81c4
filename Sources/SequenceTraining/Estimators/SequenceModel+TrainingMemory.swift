package import SequenceModels
internal import TensorCore

// What training holds beside the estimator (``GradientMethod/memory(of:_:threads:)``), as the memory
// meter counts it.
extension SequenceModel {
  /// Bytes of a ``Trainer`` beside its estimator: parameters, optimiser vectors, carried state.
  package func trainerBytes(optimizer: Optimizer, batchSize: Int) -> Int {
    (1 + optimizer.rule.stateCount) * Storage<S>.byteCount(layout.count)
      + Storage<S>.byteCount(stateCount(rows: batchSize))
  }

  /// Bytes of an ``Evaluator`` beside the packed weights that it shares with the estimator.
  package func evaluatorBytes(batchSize: Int, sequenceLength steps: Int, threads: Int) -> Int {
    BatchSlice<S>.ranges(batchSize: batchSize, threads: threads)
      .reduce(Storage<S>.byteCount(stateCount(rows: batchSize))) {
        $0 + evaluationWorkspaceBytes(steps: steps, rows: $1.count)
      }
  }
}
