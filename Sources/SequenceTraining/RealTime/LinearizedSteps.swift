package import SequenceModels
package import TensorCore

/// The last steps of one sequence through a model's stack, linearised with the weights that each
/// step was made with: what forward-mode estimators work on.
///
/// Memory: the layers' (``LinearizedLayer``), and for each step a token of 4 bytes.
package final class LinearizedSteps<S: KernelScalar>: @unchecked Sendable {
  // One thread at a time records; others read between.
  let model: PackedSequenceModel<S>
  /// The most steps it holds.
  package let capacity: Int
  /// Steps recorded.
  package internal(set) var count = 0
  let layers: [LinearizedLayer<S>]
  /// Floating-point operations done for all steps recorded, a multiply-add being two, without those
  /// of vectors.
  package private(set) var operations = 0
  private let tokenStorage: IndexStorage
  private let scratch: FoldingScratch<S>

  /// Memory for `capacity` steps of a model without dropout, which was packed for training.
  package convenience init(_ model: PackedSequenceModel<S>, capacity: Int) {
    self.init(model, capacity: capacity, folds: true)
  }

  /// The same; unless it `folds`, the local Jacobians and the vectors alone.
  init(_ model: PackedSequenceModel<S>, capacity: Int, folds: Bool) {
    precondition(
      model.configuration.readoutSource == .last,
      "linearised steps of a model whose readout reads \(model.configuration.readoutSource)")
    precondition(capacity > 0, "linearised steps: a capacity of \(capacity)")
    precondition(model.trains, "linearised steps of a model packed without a backward pass")
    precondition(
      model.architecture.dropout == 0 && model.trained === model,
      "dropout \(model.architecture.dropout): forward-mode gradients are those of a stack without")
    precondition(
      folds || model.architecture.feedbackSize == 0,
      "output feedback in an approximation: only exact gradients know of it")
    self.model = model
    self.capacity = capacity
    layers = model.architecture.layers.enumerated().map { index, layer in
      LinearizedLayer(
        layer, capacity: capacity, takesTokens: index == 0 && model.configuration.takesSymbols,
        hasInputJacobian: index > 0 || model.embedding != nil, folds: folds)
    }
    tokenStorage = IndexStorage(count: capacity)
    scratch = FoldingScratch(
      model.architecture, takesTokens: model.configuration.takesSymbols)
  }

  /// The token of a step, negative for none; of a model that is fed vectors -1.
  func token(_ step: Int) -> Int { Int(tokenStorage.indices[step]) }

  /// The tokens of all steps.
  var tokens: Indices { tokenStorage.indices }

  /// What layer `layer` was fed at the steps of `range`.
  func input(_ layer: Int, _ range: Range<Int>) -> LayerInput<S> {
    guard let vectors = layers[layer].input else { return .tokens(tokens.range(range)) }
    return .dense(vectors.rows(range))
  }

  /// Forgets all steps.
  package func removeAll() { count = 0 }

  /// Records step `t` of sequence `row` of `workspace`, which it has run forward.
  @specialized(where S == Float)
  package func append(_ workspace: SequenceWorkspace<S>, step t: Int, row: Int) {
    precondition(count < capacity, "linearised steps: \(count) of \(capacity) taken")
    let index = t * workspace.rows + row
    let token = model.configuration.takesVectors ? -1 : workspace.tokens[index]
    tokenStorage.indices[count] = token
    for (position, layer) in layers.enumerated() {
      var input: Block<S>?
      if position > 0 {
        input = workspace.tape.output(position - 1, t..<t + 1).rows(row..<row + 1)
      } else {
        input = workspace.inputVectors?.row(index)
      }
      layer.record(
        count, model.stack.layers[position], workspace.tape.layers[position], step: t, row: row,
        input: input, scratch)
      operations += layer.operations
    }
    count += 1
  }
}
