internal import Differentiation
package import SequenceModels
package import SequenceTraining
package import TensorCore

/// The gradient of a network on batches of examples, by back-propagation through its graph.
///
/// A batch goes through the network as a whole, and threads share the work of each primitive; the
/// bits are the same for any number of threads where those of all primitives are.
package final class NetworkBackpropagation<S: KernelScalar>: GradientEstimator {
  package typealias Model = Network<S>

  /// The parameters that are used.
  package let model: PackedNetwork<S>
  package let loss: Loss
  private let reduction: LossReduction
  private let frozen: Set<String>
  private let seed: UInt64
  private let pool: WorkerPool
  private let gradientStorage: Storage<S>
  private let learns: [Bool]
  /// The running statistics after the last batch, by name.
  private var statistics: [String: Tensor<S>] = [:]
  /// No state is carried from batch to batch.
  package var state = Tensor<S>(zeros: [0])

  /// An estimator of the gradient of `loss`.
  ///
  /// - Parameters:
  ///   - frozen: the names of parts that compute as in inference and have no gradient.
  ///   - seed: what random numbers are made from, beside the number of the update.
  package init(
    _ network: Network<S>, loss: Loss, reduction: LossReduction, frozen: Set<String>,
    seed: UInt64, pool: WorkerPool
  ) {
    model = PackedNetwork(network, pool: pool)
    self.loss = loss
    self.reduction = reduction
    self.frozen = frozen
    self.seed = seed
    self.pool = pool
    gradientStorage = Storage(count: network.layout.count)
    learns = network.layout.blocks.map { $0.learns(but: frozen) }
  }

  /// [1, P]; zeros where nothing is to be learned.
  package var gradient: Block<S> { gradientStorage.row }

  /// Updates count the passes.
  package var stepsPerUpdate: Int { 1 }

  /// Does nothing: parameters are shared, and packed where they are needed.
  package func use(_ parameters: Block<S>, pool: WorkerPool) {}

  package func releaseParameters() { model.release() }

  package func share(_ parameters: Tensor<S>) { model.share(parameters) }

  /// Does nothing: no batch follows another.
  package func forgetPast() {}

  /// Runs a batch forward and back; `start`: updates since the beginning of training.
  package func run(_ batch: Examples<S>, start: Int, labelSmoothing: Double) -> GradientReport {
    model.requireInputs(batch.inputs)
    let pass = NetworkPass(
      model, training: .init(key: seed.splitMix(UInt64(start)), frozen: frozen), pool: pool)
    let outputs = model.body.output(of: Variable(batch.inputs), in: Scope(pass))
    let error = Variable(
      LossValue(loss, batch.targets, reduction, labelSmoothing: labelSmoothing), [outputs])
    statistics = pass.statistics
    let value = Double(error.value[flat: 0])
    return GradientReport(
      lossSum: reduction == .mean ? value * Double(batch.count) : value,
      targetCount: batch.count, gradientNorm: findGradient(of: error, pass).squareRoot())
  }

  /// Leaves the gradient of all that learns; returns the sum of its squares.
  private func findGradient(of error: Variable<S>, _ pass: NetworkPass<S>) -> Double {
    var blocks: [ParameterBlock] = []
    var variables: [Variable<S>] = []
    for (block, learns) in zip(model.layout.blocks, learns) where learns {
      guard let variable = pass.variable(named: block.name) else { continue }
      blocks.append(block)
      variables.append(variable)
    }
    model.offer(gradientStorage)
    let gradients = error.gradients(of: variables)
    return Tensor.withBlocks(gradients) { copy($0, blocks) }
  }

  /// Copies the gradients of `blocks` to their places; returns the sum of all squares, in an order
  /// that does not depend on the number of threads.
  private func copy(_ gradients: [Block<S>], _ blocks: [ParameterBlock]) -> Double {
    let target = gradient
    let pieces = min(max(target.columns >> 14, 1), WorkerPool.mostPieces)
    let squares = Storage<Double>(count: pieces)
    defer { withExtendedLifetime(squares) {} }
    pool.run(pieces: pieces) { piece in
      let own = target.columns * piece / pieces..<target.columns * (piece + 1) / pieces
      for (block, gradient) in zip(blocks, gradients) {
        let range = own.clamped(to: block.range)
        guard !range.isEmpty else { continue }
        guard !gradient.begins(with: target.columns(block.range)) else { continue }
        let source = range.lowerBound - block.offset..<range.upperBound - block.offset
        target.columns(range).copy(from: gradient.columns(source))
      }
      squares.row[piece] = target.columns(own).sumOfSquares
    }
    return squares.row.array.reduce(0, +)
  }

  package func writeStatistics(into parameters: Block<S>) {
    for (name, values) in statistics {
      guard let block = model.layout.block(named: name) else { continue }
      values.withBlock { parameters.columns(block.range).copy(from: $0) }
    }
    statistics = [:]
  }
}
