/// A cursor over a text as B parallel streams, giving blocks of T inputs and T targets for each.
///
/// Blocks are time-major: place `t * B + b` holds step t of stream b. Every stream goes on in the
/// next block where it stopped in this one, so a model carries its state from block to block; an
/// epoch is one pass, after which every stream begins again. Blocks are always full: the
/// ``unusedPredictions`` at the end of the range (fewer than `B * T`), or at the end of each given
/// stream, are never trained on. ``EvaluationBlocks`` leaves out none.
public struct StreamBatches: Sendable {
  /// Where the cursor stands; all that is needed to go on from there over the same text.
  public struct Position: Codable, Equatable, Sendable {
    /// How many epochs are complete.
    public var epoch: Int
    /// How many blocks of the current epoch are given out, `0 ..< blocksPerEpoch`.
    public var block: Int

    /// A position; `Position()` is the beginning.
    public init(epoch: Int = 0, block: Int = 0) {
      self.epoch = epoch
      self.block = block
    }
  }

  /// The text that is read.
  public let text: EncodedText
  /// B, the number of streams.
  public let batchSize: Int
  /// T, the number of steps in a block.
  public let sequenceLength: Int
  /// How many blocks an epoch has, at least 1.
  public let blocksPerEpoch: Int
  /// How many predictions of the range or of the streams no block holds.
  package let unusedPredictions: Int
  /// Where the cursor stands.
  public private(set) var position = Position()
  /// The first symbol of each stream: [B].
  private let starts: [Int]

  /// Cuts one range into `batchSize` streams of equally many blocks, one behind the other.
  /// - Throws: ``TextError/tooShort(needed:found:)`` when there is no block for every stream.
  public init(
    _ text: EncodedText, range: Range<Int>, batchSize: Int, sequenceLength: Int
  ) throws(TextError) {
    precondition(
      batchSize > 0 && sequenceLength > 0,
      "batches: \(batchSize) streams, sequences of \(sequenceLength)")
    let needed = predictionSymbols(1, batchSize, sequenceLength)
    guard range.count >= needed else { throw .tooShort(needed: needed, found: range.count) }
    let blocks = (range.count - 1) / batchSize / sequenceLength
    let streams = (0..<batchSize).map { stream in
      let start = range.lowerBound + stream * blocks * sequenceLength
      return start..<start + blocks * sequenceLength + 1
    }
    let unused = range.count - 1 - batchSize * blocks * sequenceLength
    self.init(text, streams, sequenceLength, blocks: blocks, unused: unused)
  }

  /// Takes each range as one stream; the shortest limits the number of blocks.
  /// - Throws: ``TextError/tooShort(needed:found:)`` when a stream has no block.
  public init(
    _ text: EncodedText, streams: [Range<Int>], sequenceLength: Int
  ) throws(TextError) {
    precondition(
      !streams.isEmpty && sequenceLength > 0,
      "batches: \(streams.count) streams, sequences of \(sequenceLength)")
    let shortest = streams.map(\.count).min() ?? 0
    let needed = predictionSymbols(1, 1, sequenceLength)
    guard shortest >= needed else { throw .tooShort(needed: needed, found: shortest) }
    let blocks = (shortest - 1) / sequenceLength
    let unused = streams.reduce(0) { $0 + $1.count - 1 - blocks * sequenceLength }
    self.init(text, streams, sequenceLength, blocks: blocks, unused: unused)
  }

  private init(
    _ text: EncodedText, _ streams: [Range<Int>], _ sequenceLength: Int, blocks: Int, unused: Int
  ) {
    for stream in streams {
      precondition(
        stream.lowerBound >= 0 && stream.upperBound <= text.count,
        "batches: stream \(stream) of \(text.count) symbols")
    }
    self.text = text
    self.sequenceLength = sequenceLength
    batchSize = streams.count
    blocksPerEpoch = blocks
    unusedPredictions = unused
    starts = streams.map(\.lowerBound)
  }

  /// Whether the next block is the first of an epoch: every stream jumps, so carried state should
  /// be reset before it.
  public var isAtEpochStart: Bool { position.block == 0 }

  /// How many predictions an epoch has: `blocksPerEpoch * B * T`.
  package var predictionsPerEpoch: Int { blocksPerEpoch * batchSize * sequenceLength }

  /// Fills the next block and moves on.
  /// - Parameters:
  ///   - inputs: [T, B].
  ///   - targets: [T, B], the symbol after each input.
  /// - Returns: whether this block was the last of its epoch.
  @discardableResult
  package mutating func next(inputs: inout [Int32], targets: inout [Int32]) -> Bool {
    let size = sequenceLength * batchSize
    precondition(
      inputs.count == size && targets.count == size,
      "batches: [\(sequenceLength), \(batchSize)] into \(inputs.count) and \(targets.count)")
    for (stream, start) in starts.enumerated() {
      let first = start + position.block * sequenceLength
      let end = first + sequenceLength
      text.copy(first..<end, into: &inputs, from: stream, stride: batchSize)
      text.copy(first + 1..<end + 1, into: &targets, from: stream, stride: batchSize)
    }
    position.block += 1
    guard position.block == blocksPerEpoch else { return false }
    position = Position(epoch: position.epoch + 1)
    return true
  }

  /// Goes on from a position that was read before, of the same text, streams and sizes.
  /// - Throws: ``TextError/positionOutOfRange(epoch:block:blocksPerEpoch:)``.
  public mutating func resume(from position: Position) throws(TextError) {
    guard position.epoch >= 0, position.block >= 0, position.block < blocksPerEpoch else {
      throw .positionOutOfRange(
        epoch: position.epoch, block: position.block, blocksPerEpoch: blocksPerEpoch)
    }
    self.position = position
  }
}
