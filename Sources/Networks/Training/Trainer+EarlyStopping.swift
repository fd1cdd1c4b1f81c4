public import SequenceTraining
internal import TensorCore

extension Trainer {
  /// Trains until the loss of examples that are held out has not improved for a while, or the
  /// batches end.
  ///
  /// - Parameters:
  ///   - batches: those of the updates, in their order.
  ///   - validation: examples that are held out.
  ///   - period: updates between two evaluations of these.
  ///   - patience: evaluations in a row without an improvement after which training stops.
  /// - Returns: the network of the lowest loss, and the updates that led to it.
  /// - Throws: ``SequenceTraining/TrainingError`` where the loss is not finite.
  public func train<S>(
    on batches: some Sequence<Examples<S>>, validation: Examples<S>, period: Int, patience: Int
  ) throws(TrainingError) -> (model: Network<S>, updates: Int) where Model == Network<S> {
    precondition(period > 0 && patience > 0, "early stopping: \(period) updates, \(patience) times")
    var stopping = EarlyStopping(patience: patience)
    var best = (model: model, updates: updateCount)
    _ = stopping.observe(scores(of: validation).loss)
    var count = 0
    for batch in batches {
      try update(batch)
      count += 1
      guard count.isMultiple(of: period) else { continue }
      if stopping.observe(scores(of: validation).loss) { best = (model, updateCount) }
      if stopping.shouldStop { break }
    }
    return best
  }

  /// Trains by as many updates as ``train(on:validation:period:patience:)`` of a trainer like this
  /// one has found best, on all examples: those that were held out have shown when to stop, and
  /// then are learned from too.
  ///
  /// - Parameters:
  ///   - updates: how many.
  ///   - examples: all of them.
  ///   - batchSize: examples of a batch.
  ///   - seed: what their order is drawn from.
  /// - Throws: ``SequenceTraining/TrainingError`` where the loss is not finite.
  public func train<S>(
    updates: Int, on examples: Examples<S>, batchSize: Int, seed: UInt64 = 123
  ) throws(TrainingError) where Model == Network<S> {
    let perEpoch = max((examples.count + batchSize - 1) / batchSize, 1)
    let batches = ExampleBatches(
      examples, batchSize: batchSize, epochs: (updates + perEpoch - 1) / perEpoch, seed: seed)
    for batch in batches.prefix(updates) { try update(batch) }
  }
}
