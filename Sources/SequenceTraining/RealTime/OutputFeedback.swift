package import SequenceModels
internal import TensorCore

/// Output feedback (Jordan 1986): besides the input and its own state a network reads what it put
/// out last,
///
///     u_t = W x_t + U z_{t-1} + F y_{t-1} + b        y_t = softmax(W_out z_t + b_out)
///
/// with any cell of one layer. The model is a ``SequenceModel`` that is fed vectors [x_t; y_{t-1}],
/// so that W and F are the columns of its input weight; estimators that are told of the feedback
/// fill in y. Before a sequence's first step y is the output of its initial state. The readout's
/// parameters then influence the state: real-time recurrent learning carries their sensitivities
/// too (Williams and Zipser 1989), and ``BlockedRealTimeRecurrentLearning`` with blocks as long as
/// the sequences is its back-propagation through time.
///
/// Batches hold x alone: vectors, or tokens, which count as one-hot vectors.
package enum OutputFeedback {
  /// The configuration of a network of one layer with `inputSize` elements of x and `outputSize`
  /// symbols.
  package static func configuration(
    inputSize: Int, outputSize: Int, cell: any RecurrentCell, hiddenSize: Int
  ) -> SequenceModelConfiguration {
    SequenceModelConfiguration(
      input: .vectors(inputSize + outputSize), outputSize: outputSize, cell: cell, layers: 1,
      hiddenSize: hiddenSize)
  }
}

extension BatchSlice {
  /// Copies entry `index` of a batch of all the slice's sequences to the same entry of the
  /// workspace: what is not fed back.
  func loadOuterInput(_ source: Batch, at index: Int) {
    let vectors = workspace.vectors
    let size = source.vectors.isEmpty ? vectors.columns : source.vectorSize
    let outer = vectors.columns - workspace.model.configuration.outputSize
    if source.vectors.isEmpty {
      let token = Int(source.tokens[index])
      precondition(token < outer, "token \(token) of \(outer) beside the output fed back")
      vectors.rows(index..<index + 1).fill(0)
      if token >= 0 { vectors[index, token] = 1 }
    } else {
      precondition(size == outer, "vectors of \(size) for \(outer) beside the output fed back")
      vectors.columns(0..<size).write(row: index, from: source.vectors, at: index * size)
    }
    workspace.targets[index] = source.targets[index]
    if let mask = workspace.mask { mask[index] = source.mask?[index] ?? true }
  }
}
