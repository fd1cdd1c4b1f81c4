import TensorCore
import Testing

@Suite("Random blocks")
struct RandomBlockTests {
  /// A binomial count lies within 5 standard deviations but once in a million seeds.
  private func isLikely(_ count: Int, of total: Int, _ p: Double) -> Bool {
    let deviation = (Double(total) * p * (1 - p)).squareRoot()
    return (Double(count) - Double(total) * p).magnitude < 5 * deviation
  }

  @Test("draws columns in proportion and never one of probability 0")
  func draw() {
    let weights = Tensor<Float>(shape: [4], values: [0.2, 0, 0.5, 0.3])
    var generator = RandomGenerator(seed: 3)
    var counts = [0, 0, 0, 0]
    weights.withBlock { block in
      for _ in 0..<20_000 { counts[Int(block.draw(using: &generator))] += 1 }
    }
    #expect(counts[1] == 0)
    for (index, p) in [(0, 0.2), (2, 0.5), (3, 0.3)] {
      #expect(isLikely(counts[index], of: 20_000, p))
    }
  }

  @Test("draws the last column when rounding leaves nothing else")
  func drawLast() {
    let weights = Tensor<Float>(shape: [2], values: [1e-38, 0])
    var generator = RandomGenerator(seed: 1)
    #expect(weights.withBlock { $0.draw(using: &generator) } == 0)
  }

  private func dropout(rows: Int, columns: Int, rate: Double, key: UInt64, firstRow: Int32 = 0)
    -> [Double]
  {
    let (values, keys) = (Storage<Double>(count: rows * columns), IndexStorage(count: rows))
    let block = values.block(rows: rows, columns: columns)
    block.fill(1)
    for row in 0..<rows { keys.indices[row] = firstRow + Int32(row) }
    block.dropout(block, rate: rate, key: key, rowKeys: keys.indices)
    return block.array
  }

  @Test("drops the share that is asked for and scales the rest", arguments: [0.1, 0.5, 0.9])
  func share(rate: Double) {
    let found = dropout(rows: 200, columns: 100, rate: rate, key: 9)
    #expect(isLikely(found.count { $0 == 0 }, of: found.count, rate))
    #expect(found.allSatisfy { $0 == 0 || $0 == 1 / (1 - rate) })
  }

  @Test("drops nothing at rate 0")
  func none() {
    #expect(dropout(rows: 3, columns: 40, rate: 0, key: 1).allSatisfy { $0 == 1 })
  }

  @Test("draws a row's mask from its key and the call's alone")
  func keys() {
    let whole = dropout(rows: 10, columns: 33, rate: 0.5, key: 4)
    let part = dropout(rows: 2, columns: 33, rate: 0.5, key: 4, firstRow: 6)
    #expect(part == Array(whole[6 * 33..<8 * 33]))
    #expect(whole != dropout(rows: 10, columns: 33, rate: 0.5, key: 5))
    #expect(Array(whole[0..<33]) != Array(whole[33..<66]))
  }
}
