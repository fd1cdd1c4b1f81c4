public import TensorCore

/// The batches of examples, in another order in every epoch.
///
/// The order depends on seed, epoch and the number of examples alone, so that a position is enough
/// to go on from.
///
/// ```swift
/// for batch in ExampleBatches(images, batchSize: 128, epochs: 5) { try trainer.update(batch) }
/// ```
public struct ExampleBatches<S: KernelScalar>: Sequence, IteratorProtocol, Sendable {
  /// All examples.
  public let examples: Examples<S>
  /// N of a batch; the last one of an epoch may have fewer.
  public let batchSize: Int
  /// How often all examples are gone through.
  public let epochs: Int
  private let reshuffles: Bool
  private let seed: UInt64
  /// Batches that have been given.
  public private(set) var position: Int
  /// The numbers of the examples of the batch that was given last, for augmentation.
  public private(set) var indices: [Int] = []
  private var order: [Int] = []

  /// The batches of `epochs` passes over `examples`.
  ///
  /// - Parameters:
  ///   - reshuffles: whether every epoch has its own partition into batches; otherwise that of the
  ///     first is kept.
  ///   - seed: what the order is drawn from, beside the epoch.
  ///   - position: batches to leave out, by a sequence that goes on.
  public init(
    _ examples: Examples<S>, batchSize: Int, epochs: Int = 1, reshuffles: Bool = true,
    seed: UInt64 = 123, position: Int = 0
  ) {
    precondition(
      batchSize > 0 && epochs >= 0 && position >= 0,
      "batches of \(batchSize) examples, \(epochs) epochs, from \(position)")
    self.examples = examples
    self.batchSize = batchSize
    self.epochs = epochs
    self.reshuffles = reshuffles
    self.seed = seed
    self.position = position
  }

  /// The number of batches of an epoch.
  public var batchesPerEpoch: Int { (examples.count + batchSize - 1) / batchSize }

  /// The number of batches in all.
  public var count: Int { epochs * batchesPerEpoch }

  /// The epoch of the batch that was given last, counted from 0.
  public var epoch: Int { position == 0 ? 0 : (position - 1) / batchesPerEpoch }

  /// The next batch; nil after the last epoch.
  public mutating func next() -> Examples<S>? {
    guard position < count else { return nil }
    let (epoch, index) = position.quotientAndRemainder(dividingBy: batchesPerEpoch)
    if index == 0 || order.isEmpty { order = order(epoch: epoch) }
    position += 1
    indices = Array(order.dropFirst(index * batchSize).prefix(batchSize))
    return examples.at(indices)
  }

  private func order(epoch: Int) -> [Int] {
    var generator = RandomGenerator(seed: seed.splitMix(reshuffles ? UInt64(epoch) : 0))
    var order = Array(0..<examples.count)
    generator.shuffle(&order)
    return order
  }
}
