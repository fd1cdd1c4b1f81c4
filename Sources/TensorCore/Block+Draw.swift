// Safe: the elements of row 0 are read, and there is such a row.
extension Block {
  /// Draws a column of row 0 in proportion to its elements, which are not negative: one of a set of
  /// probabilities.
  @specialized(where S == Float)
  package func draw(using generator: inout RandomGenerator) -> Int32 {
    precondition(rows >= 1 && columns >= 1, "draw from \(shape)")
    var total: S = 0
    for column in 0..<columns { total += unsafe base[column] }
    let threshold = S(generator.uniform()) * total
    var sum: S = 0
    var last: Int32 = 0
    for column in 0..<columns {
      let weight = unsafe base[column]
      guard weight > 0 else { continue }
      sum += weight
      last = Int32(column)
      if sum > threshold { return last }
    }
    return last
  }
}
