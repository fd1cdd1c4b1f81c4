import Foundation
import Testing

@testable import Recur

@Suite("Pair batches")
struct PairBatchesTests {
  /// Pairs of lengths 1 ... 9, every symbol telling its pair.
  static func corpus(_ count: Int) -> [SequencePair] {
    (0..<count).map { index in
      SequencePair(
        source: Array(repeating: Int32(index + 3), count: 1 + index * 7 % 9),
        target: Array(repeating: Int32(index + 3), count: 1 + index * 5 % 4))
    }
  }

  /// The places of a batch's pairs in the corpus.
  private func indices(_ batch: PairBatch) -> [Int] { batch.keys.map { Int($0) } }

  @Test(
    "An epoch holds every pair once", arguments: [1, 2, 31, 32, 33, 100], [nil, 1, 2])
  func coverage(count: Int, pool: Int?) throws {
    let corpus = Self.corpus(count)
    var batches = try PairBatches(corpus, batchSize: 8, poolBatches: pool, seed: 3)
    var seen: [Int] = []
    while let batch = batches.next() {
      #expect((1...8).contains(batch.pairs.count))
      #expect(batch.pairs == indices(batch).map { corpus[$0] })
      seen += indices(batch)
    }
    #expect(batches.isAtEpochStart)
    #expect(batches.position == StreamBatches.Position(epoch: 1))
    #expect(seen.sorted() == Array(0..<count))
  }

  @Test("Like lengths are together, so that sources are hardly padded")
  func padding() throws {
    let corpus = Self.corpus(900)
    func sourcePadding(pool: Int?) throws -> Int {
      let batches = try PairBatches(corpus, batchSize: 10, poolBatches: pool, seed: 3)
      return batches.batches(epoch: 0).map { batch in
        let lengths = batch.pairs.map(\.source.count)
        return (lengths.max() ?? 0) * lengths.count - lengths.reduce(0, +)
      }.reduce(0, +)
    }
    // 100 pairs of each source length fill ten batches each.
    #expect(try sourcePadding(pool: nil) == 0)
    #expect(try sourcePadding(pool: 9) < sourcePadding(pool: 1))
  }

  @Test("The order depends on seed and epoch alone")
  func order() throws {
    let corpus = Self.corpus(60)
    func order(_ seed: UInt64, epoch: Int) throws -> [[Int]] {
      try PairBatches(corpus, batchSize: 7, seed: seed).batches(epoch: epoch).map(indices)
    }
    #expect(try order(11, epoch: 4) == order(11, epoch: 4))
    #expect(try order(11, epoch: 4) != order(11, epoch: 5))
    #expect(try order(11, epoch: 4) != order(12, epoch: 4))
  }

  @Test("A position that was stored goes on with the batches that would have come")
  func resume() throws {
    let corpus = Self.corpus(50)
    for stop in [0, 1, 8, 9, 10, 20] {
      var whole = try PairBatches(corpus, batchSize: 6, seed: 8)
      for _ in 0..<stop { _ = whole.nextBatch() }
      let stored = try JSONEncoder().encode(whole.position)
      var resumed = try PairBatches(corpus, batchSize: 6, seed: 8)
      _ = resumed.nextBatch()
      try resumed.resume(from: JSONDecoder().decode(StreamBatches.Position.self, from: stored))
      for _ in 0..<12 {
        #expect(indices(resumed.nextBatch()) == indices(whole.nextBatch()))
      }
    }
  }

  @Test("A position of other batches is refused", arguments: [(-1, 0), (0, -1), (0, 5), (2, 9)])
  func refused(epoch: Int, batch: Int) throws {
    var batches = try PairBatches(Self.corpus(50), batchSize: 10, seed: 0)
    #expect(
      throws: TextError.positionOutOfRange(epoch: epoch, block: batch, blocksPerEpoch: 5)
    ) { try batches.resume(from: StreamBatches.Position(epoch: epoch, block: batch)) }
  }

  @Test("No pairs are refused; a batch size above their number makes one batch")
  func sizes() throws {
    #expect(throws: TextError.tooShort(needed: 1, found: 0)) {
      try PairBatches([], batchSize: 2, seed: 0)
    }
    var batches = try PairBatches(Self.corpus(3), batchSize: .max, seed: 0)
    #expect(batches.batchesPerEpoch == 1)
    #expect(batches.next()?.pairs.count == 3)
  }
}
