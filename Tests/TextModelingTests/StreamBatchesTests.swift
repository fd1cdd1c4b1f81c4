import Foundation
import Testing

@testable import TextModeling

/// A text whose symbol at each offset, read as an index, is the offset.
private func countingText(_ count: Int) throws -> EncodedText {
  let scalars = (0..<UInt32(count)).compactMap { Unicode.Scalar($0 + 0x100) }
  let text = String(String.UnicodeScalarView(scalars))
  return try EncodedText(text, vocabulary: Vocabulary(of: text, unit: .scalar))
}

@Suite("Stream batches")
struct StreamBatchesTests {
  @Test("Blocks are time-major and every stream goes on where it stopped")
  func layout() throws {
    // 14 symbols: 2 streams of 2 blocks of 3 predictions, 1 prediction left.
    var batches = try StreamBatches(
      countingText(20), range: 3..<17, batchSize: 2, sequenceLength: 3)
    #expect(batches.blocksPerEpoch == 2)
    #expect(batches.predictionsPerEpoch == 12)
    #expect(batches.unusedPredictions == 1)
    var inputs = [Int32](repeating: 0, count: 6)
    var targets = inputs
    #expect(batches.isAtEpochStart)
    #expect(!batches.next(inputs: &inputs, targets: &targets))
    #expect(inputs == [3, 9, 4, 10, 5, 11])
    #expect(targets == [4, 10, 5, 11, 6, 12])
    #expect(!batches.isAtEpochStart)
    #expect(batches.next(inputs: &inputs, targets: &targets))
    #expect(inputs == [6, 12, 7, 13, 8, 14])
    #expect(targets == [7, 13, 8, 14, 9, 15])
    #expect(batches.isAtEpochStart)
    #expect(batches.position == StreamBatches.Position(epoch: 1, block: 0))
    batches.next(inputs: &inputs, targets: &targets)
    #expect(inputs == [3, 9, 4, 10, 5, 11])
  }

  @Test("An epoch predicts every symbol once but the unused tail", arguments: [2, 7, 24, 25, 99])
  func coverage(count: Int) throws {
    for (batchSize, sequenceLength) in [(1, 1), (1, 6), (3, 2), (2, 12)] {
      guard count > batchSize * sequenceLength else { continue }
      var batches = try StreamBatches(
        countingText(count), range: 0..<count, batchSize: batchSize, sequenceLength: sequenceLength)
      var inputs = [Int32](repeating: 0, count: batchSize * sequenceLength)
      var targets = inputs
      var predicted: [Int32] = []
      repeat {
        batches.next(inputs: &inputs, targets: &targets)
        #expect(zip(inputs, targets).allSatisfy { $0 + 1 == $1 })
        predicted += targets
      } while !batches.isAtEpochStart
      #expect(predicted.sorted() == (1...Int32(predicted.count)).map { $0 })
      #expect(predicted.count + batches.unusedPredictions == count - 1)
      #expect(batches.unusedPredictions < batchSize * sequenceLength)
    }
  }

  @Test("Given streams are read as they are, the shortest limiting the blocks")
  func givenStreams() throws {
    var batches = try StreamBatches(countingText(20), streams: [0..<5, 10..<16], sequenceLength: 2)
    #expect(batches.blocksPerEpoch == 2)
    #expect(batches.unusedPredictions == 1)
    var inputs = [Int32](repeating: 0, count: 4)
    var targets = inputs
    batches.next(inputs: &inputs, targets: &targets)
    #expect(inputs == [0, 10, 1, 11])
    #expect(targets == [1, 11, 2, 12])
  }

  @Test("A cursor that is resumed gives the same blocks as one that went on")
  func resume() throws {
    let text = try countingText(60)
    var first = try StreamBatches(text, range: 0..<60, batchSize: 3, sequenceLength: 4)
    var inputs = [Int32](repeating: 0, count: 12)
    var targets = inputs
    for _ in 0..<6 { first.next(inputs: &inputs, targets: &targets) }
    let data = try JSONEncoder().encode(first.position)
    var second = try StreamBatches(text, range: 0..<60, batchSize: 3, sequenceLength: 4)
    try second.resume(from: JSONDecoder().decode(StreamBatches.Position.self, from: data))
    #expect(second.position == StreamBatches.Position(epoch: 1, block: 2))
    var otherInputs = inputs
    var otherTargets = targets
    for _ in 0..<5 {
      let ended = first.next(inputs: &inputs, targets: &targets)
      #expect(second.next(inputs: &otherInputs, targets: &otherTargets) == ended)
      #expect(inputs == otherInputs)
      #expect(targets == otherTargets)
    }
    #expect(first.position == second.position)
  }

  @Test("A position of other batches is refused", arguments: [(-1, 0), (0, -1), (0, 4), (3, 99)])
  func wrongPosition(epoch: Int, block: Int) throws {
    var batches = try StreamBatches(
      countingText(60), range: 0..<60, batchSize: 3, sequenceLength: 4)
    let expected = TextError.positionOutOfRange(epoch: epoch, block: block, blocksPerEpoch: 4)
    #expect(throws: expected) {
      try batches.resume(from: StreamBatches.Position(epoch: epoch, block: block))
    }
  }

  @Test("A text without a block for every stream is refused")
  func tooShort() throws {
    let text = try countingText(12)
    #expect(throws: TextError.tooShort(needed: 13, found: 12)) {
      try StreamBatches(text, range: 0..<12, batchSize: 3, sequenceLength: 4)
    }
    #expect(throws: TextError.tooShort(needed: 5, found: 4)) {
      try StreamBatches(text, streams: [0..<6, 6..<10], sequenceLength: 4)
    }
    #expect(throws: TextError.tooShort(needed: .max, found: 12)) {
      try StreamBatches(text, range: 0..<12, batchSize: .max, sequenceLength: 50)
    }
  }

  @Test("Batches of the training streams of a split leave nothing out")
  func splitStreams() throws {
    let split = try TextSplit.streams(
      count: 80, batchSize: 3, sequenceLength: 4, validationFraction: 0.3)
    let batches = try StreamBatches(
      countingText(80), streams: split.training, sequenceLength: 4)
    #expect(batches.unusedPredictions == 0)
  }
}

@Suite("Evaluation blocks")
struct EvaluationBlocksTests {
  @Test(
    "Every prediction of a range is in exactly one block", arguments: [0, 1, 2, 3, 9, 24, 25, 26],
    [(1, 1), (1, 5), (3, 2), (4, 4), (30, 3)])
  func coverage(count: Int, sizes: (Int, Int)) throws {
    let (batchSize, sequenceLength) = sizes
    var blocks = EvaluationBlocks(
      try countingText(30), range: 2..<2 + count, batchSize: batchSize,
      sequenceLength: sequenceLength)
    var inputs = [Int32](repeating: 7, count: batchSize * sequenceLength)
    var targets = inputs
    var predicted: [Int32] = []
    var blockCount = 0
    while true {
      let filled = blocks.next(inputs: &inputs, targets: &targets)
      guard filled > 0 else { break }
      blockCount += 1
      let pairs = zip(inputs, targets).filter { $1 != EvaluationBlocks.padding }
      #expect(pairs.count == filled)
      #expect(pairs.allSatisfy { $0 + 1 == $1 })
      predicted += pairs.map(\.1)
    }
    #expect(predicted.sorted() == (0..<Int32(max(0, count - 1))).map { $0 + 3 })
    #expect(blocks.predictionCount == predicted.count)
    #expect(blocks.blockCount == blockCount)
  }

  @Test("A stream goes on from block to block, and short ones end in padding")
  func layout() throws {
    var blocks = EvaluationBlocks(
      try countingText(10), streams: [0..<6, 6..<9], sequenceLength: 3)
    var inputs = [Int32](repeating: 0, count: 6)
    var targets = inputs
    #expect(blocks.next(inputs: &inputs, targets: &targets) == 5)
    #expect(inputs == [0, 6, 1, 7, 2, 0])
    #expect(targets == [1, 7, 2, 8, 3, -1])
    #expect(blocks.next(inputs: &inputs, targets: &targets) == 2)
    #expect(inputs == [3, 0, 4, 0, 0, 0])
    #expect(targets == [4, -1, 5, -1, -1, -1])
    #expect(blocks.next(inputs: &inputs, targets: &targets) == 0)
  }
}
