import SequenceModels
import SequenceTraining
import TensorCore

/// The gradient with everything stored, gone back through in segments: what checkpoints are held
/// to.
struct StoredSegments<S: KernelScalar> {
  let model: SequenceModel<S>
  let segments: SequenceSegments
  let batchSize: Int
  var masks = false
  var dropoutSeed: UInt64 = 0
  var labelSmoothing = 0.0
  var start = 0
  /// The sequences of each worker.
  var parts: [Range<Int>]

  init(_ model: SequenceModel<S>, segments: SequenceSegments, batchSize: Int, workers: Int = 1) {
    self.model = model
    self.segments = segments
    self.batchSize = batchSize
    parts = (0..<workers).map {
      batchSize * $0 / workers..<batchSize * ($0 + 1) / workers
    }
  }

  /// The gradient and the sum of the losses; `state` becomes the one after the batch.
  func run(_ batch: Batch, state: inout Tensor<S>) -> (gradient: [S], loss: Double) {
    let packed = PackedSequenceModel(model, trains: true)
    let sum = Storage<S>(count: model.layout.count)
    var loss = 0.0
    for part in parts {
      let workspace = SequenceWorkspace(
        packed, steps: segments.steps, rows: part.count, trains: true, masks: masks)
      loss += run(batch, &state, part, workspace)
      if part.lowerBound == 0 {
        sum.row.copy(from: workspace.gradient)
      } else {
        sum.row.add(workspace.gradient)
      }
    }
    return (sum.row.array, loss)
  }

  private func run(
    _ batch: Batch, _ state: inout Tensor<S>, _ part: Range<Int>,
    _ workspace: SequenceWorkspace<S>
  ) -> Double {
    for t in 0..<segments.steps {
      for (row, sequence) in part.enumerated() {
        let (index, found) = (t * part.count + row, t * batchSize + sequence)
        workspace.tokens[index] = batch.tokens[found]
        workspace.targets[index] = batch.targets[found]
        workspace.mask?[index] = batch.mask?[found] ?? true
        workspace.dropoutRowKeys[index] = Int32((start + t) * batchSize + sequence)
      }
    }
    forEachState(part, workspace, before: 0) { block, row, column, index in
      block[row, column] = state[flat: index]
    }
    let key = model.configuration.dropout > 0 ? dropoutSeed.splitMix() : nil
    let (layers, n) = (model.configuration.layers, model.configuration.hiddenSize)
    let storage = Storage<S>(count: layers * part.count * n)
    let boundary = storage.block(rows: layers * part.count, columns: n)
    workspace.clearGradientBesideLayerWeights()
    workspace.forward(0..<segments.steps, dropoutKey: key)
    var loss = 0.0
    for segment in (0..<segments.count).reversed() {
      let range = segments.range(segment)
      loss += workspace.loss(
        range, gradientScale: 1 / Double(batch.targetCount), labelSmoothing: labelSmoothing,
        dropped: key != nil)
      workspace.backward(
        range, dropoutKey: key, boundary: boundary, continues: segment < segments.count - 1)
    }
    workspace.finishGradient()
    forEachState(part, workspace, before: segments.steps) { block, row, column, index in
      state[flat: index] = block[row, column]
    }
    return loss
  }

  private func forEachState(
    _ part: Range<Int>, _ workspace: SequenceWorkspace<S>, before step: Int,
    _ body: (Block<S>, Int, Int, Int) -> Void
  ) {
    let n = model.configuration.hiddenSize
    for layer in 0..<model.configuration.layers {
      let planes = workspace.state(layer: layer, before: step)
      for plane in 0..<planes.count {
        for (row, sequence) in part.enumerated() {
          for column in 0..<n {
            let index = ((layer * planes.count + plane) * batchSize + sequence) * n + column
            body(planes[plane], row, column, index)
          }
        }
      }
    }
  }
}
