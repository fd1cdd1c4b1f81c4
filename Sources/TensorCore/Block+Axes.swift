// The axes that are folded into rows and columns, by name: time-major matrices [T B, columns],
// stacked components [K n, columns] and gates side by side [rows, G n].
extension Block {
  /// Row `index` [1, columns].
  @inlinable
  package func row(_ index: Int) -> Block { rows(index..<index + 1) }

  /// Part `index` of parts of `size` rows each: component k of [K n, columns], layer l of [L K n,
  /// columns].
  @inlinable
  package func part(_ index: Int, of size: Int) -> Block {
    rows(index * size..<(index + 1) * size)
  }

  /// Step `step` of a time-major matrix [T B, columns], B = `sequences`: [B, columns].
  @inlinable
  package func step(_ step: Int, of sequences: Int) -> Block { part(step, of: sequences) }

  /// The steps of `range` of a time-major matrix [T B, columns], B = `sequences`.
  @inlinable
  package func steps(_ range: Range<Int>, of sequences: Int) -> Block {
    rows(range.lowerBound * sequences..<range.upperBound * sequences)
  }

  /// Gate `index` of gates of `units` columns each [rows, G n]: [rows, n].
  @inlinable
  package func gate(_ index: Int, of units: Int) -> Block {
    columns(index * units..<(index + 1) * units)
  }

  /// The column of the largest element of row `row`, of equal ones the first.
  @inlinable
  package func argmax(row: Int = 0) -> Int {
    precondition(columns > 0, "largest element of a row of \(shape)")
    var best = 0
    for column in 0..<columns where self[row, column] > self[row, best] { best = column }
    return best
  }
}

extension Planes {
  /// Row `index` of every plane.
  @inlinable
  package func row(_ index: Int) -> Planes { rows(index..<index + 1) }

  /// Step `step` of time-major planes [T B, columns], B = `sequences`.
  @inlinable
  package func step(_ step: Int, of sequences: Int) -> Planes {
    rows(step * sequences..<(step + 1) * sequences)
  }
}

extension RowValues {
  /// Step `step` of time-major values [T B], B = `sequences`.
  @inlinable
  package func step(_ step: Int, of sequences: Int) -> RowValues {
    range(step * sequences..<(step + 1) * sequences)
  }

  /// The steps of `range` of time-major values [T B], B = `sequences`.
  @inlinable
  package func steps(_ range: Range<Int>, of sequences: Int) -> RowValues {
    self.range(range.lowerBound * sequences..<range.upperBound * sequences)
  }
}
