import Recur

extension ExperimentRun {
  /// Trains a network by Adam unless another optimiser is given.
  ///
  /// - Parameters:
  ///   - label: what the line of progress says, and which part of the experiment this is.
  ///   - everyEpoch: called after each epoch, counted from 1.
  func train<S>(
    _ network: inout Network<S>, on examples: Examples<S>, loss: Loss, batchSize: Int, epochs: Int,
    updates: UpdateOptions, label: String, part: ClosedRange<Double>,
    everyEpoch: (_ epoch: Int, _ trainer: Trainer<Network<S>>) throws -> Void = { _, _ in }
  ) throws {
    var options = updates
    options.seed = seed
    let trainer = Trainer(network, loss: loss, updates: options, pool: pool)
    let batches = ExampleBatches(examples, batchSize: batchSize, epochs: epochs, seed: seed)
    for (index, batch) in batches.enumerated() {
      if index % max(1, batches.count / 100) == 0 {
        let done = Double(index) / Double(batches.count)
        try show(label, part.lowerBound + (part.upperBound - part.lowerBound) * done)
      }
      try trainer.update(batch)
      if (index + 1) % batches.batchesPerEpoch == 0 {
        try everyEpoch((index + 1) / batches.batchesPerEpoch, trainer)
      }
    }
    network = trainer.model
  }
}

/// A plane of two inputs, and the class that a network gives each node.
struct DecisionPlane {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  private static let nodes = 61

  /// The nodes [nodes * nodes, 2], rows from the bottom.
  private var inputs: Tensor<Float> {
    func place(_ range: ClosedRange<Double>, _ index: Int) -> Float {
      let part = (Double(index) + 0.5) / Double(Self.nodes)
      return Float(range.lowerBound + (range.upperBound - range.lowerBound) * part)
    }
    let values = (0..<Self.nodes).flatMap { row in
      (0..<Self.nodes).flatMap { column in [place(x, column), place(y, row)] }
    }
    return Tensor(shape: [Self.nodes * Self.nodes, 2], values: values)
  }

  private func rows(_ classes: [Int]) -> [[Int]] {
    (0..<Self.nodes).map { Array(classes[$0 * Self.nodes..<($0 + 1) * Self.nodes]) }
  }

  /// The class of the largest output; of one output, whether it is above 0.
  func classes(_ network: Network<Float>) -> [[Int]] {
    let outputs = network(inputs)
    return rows(
      outputs.shape == [Self.nodes * Self.nodes, 1]
        ? outputs.values.map { $0 > 0 ? 1 : 0 } : network.classes(of: inputs))
  }

  /// The class by a function of both coordinates.
  func classes(_ function: (Double, Double) -> Int) -> [[Int]] {
    let values = inputs.values
    return rows(
      (0..<values.count / 2).map { function(Double(values[2 * $0]), Double(values[2 * $0 + 1])) })
  }
}
