internal import SequenceModels
internal import TensorCore

/// Fixed random weights by which the error of a prediction reaches the units of every layer.
///
/// Memory in elements: L V n twice, V + 1.
final class RandomFeedback<S: KernelScalar> {
  /// By layer [V, n].
  let weights: [Tensor<S>]
  private let packed: [PackedMatrix<S>]
  private let error: Storage<S>
  private let loss = Storage<S>(count: 1)

  init(_ model: SequenceModel<S>, seed: UInt64) {
    let (v, n) = (model.configuration.readoutSize, model.configuration.hiddenSize)
    var generator = RandomGenerator(seed: seed)
    weights = model.stack.layers.map { _ in
      var weight = Tensor<S>(zeros: [v, n])
      weight.withMutableBlock {
        Initializer.lecun.fill($0.reshaped(rows: v, columns: n), using: &generator)
      }
      return weight
    }
    packed = weights.map { weight in
      let result = PackedMatrix<S>(depth: v, columns: n)
      weight.withBlock { result.pack($0.reshaped(rows: v, columns: n)) }
      return result
    }
    error = Storage(count: v)
  }

  func findError(
    _ workspace: SequenceWorkspace<S>, step: Int, row: Int, scale: Double, labelSmoothing: Double
  ) {
    workspace.outputError(
      step: step, row: row, scale: scale, labelSmoothing: labelSmoothing, into: error.row,
      loss: loss.row)
  }

  func spread(to adjoint: Block<S>, _ layer: Int) {
    adjoint.product(error.row, packed[layer], accumulating: false)
  }
}
