internal import Foundation

extension Block {
  /// Replaces each of the first `count` rows of logits by the logarithms of the mean of the
  /// distributions that this block's and the others' logits describe.
  ///
  /// - Parameter others: as many columns, and at least so many rows each.
  /// - Complexity: O(V) exponentials for each row of each block, in double precision.
  package func mixDistributions(with others: [Block], rows count: Int) {
    precondition(
      count <= rows && others.allSatisfy { $0.columns == columns && $0.rows >= count },
      "mixture of \(count) rows of \(shape) and \(others.map(\.shape))")
    if isPlanned { return }
    var logits = [Double](repeating: 0, count: columns)
    var sums = logits
    let share = 1 / Double(others.count + 1)
    for row in 0..<count {
      for column in 0..<columns { sums[column] = 0 }
      for block in [self] + others {
        block.read(row: row, into: &logits)
        let maximum = logits.max() ?? 0
        var total = 0.0
        for column in 0..<columns {
          logits[column] = exp(logits[column] - maximum)
          total += logits[column]
        }
        for column in 0..<columns { sums[column] += logits[column] * (share / total) }
      }
      for column in 0..<columns { self[row, column] = S(log(sums[column])) }
    }
  }
}
