extension Vocabulary {
  /// One row for every index, 1 at the index and 0 elsewhere: [indices.count, count], row-major.
  ///
  /// For inspection and exchange: training gathers rows by index and never builds this.
  /// - Throws: ``TextError/indexOutOfRange(index:offset:vocabularySize:)``.
  /// - Complexity: `indices.count * count` scalars of memory.
  @inlinable
  public func oneHotEncode<Scalar: BinaryFloatingPoint>(
    _ indices: [Int32], as type: Scalar.Type = Float.self
  ) throws(TextError) -> [Scalar] {
    let size = count
    var rows = [Scalar](repeating: 0, count: indices.count * size)
    for (offset, index) in indices.enumerated() {
      guard index >= 0, Int(index) < size else {
        throw .indexOutOfRange(index: index, offset: offset, vocabularySize: size)
      }
      rows[offset * size + Int(index)] = 1
    }
    return rows
  }

  /// The indices of one-hot rows.
  ///
  /// - Parameter rows: [rows.count / count, count], row-major.
  /// - Throws: ``TextError/oneHotCount(found:vocabularySize:)`` for a part of a row,
  ///   ``TextError/notOneHot(row:nonZeros:)`` for a row that is not exactly one 1 among zeros.
  @inlinable
  public func oneHotDecode<Scalar: BinaryFloatingPoint>(
    _ rows: [Scalar]
  ) throws(TextError) -> [Int32] {
    let size = count
    guard rows.count.isMultiple(of: size) else {
      throw .oneHotCount(found: rows.count, vocabularySize: size)
    }
    var indices: [Int32] = []
    indices.reserveCapacity(rows.count / size)
    for row in 0..<rows.count / size {
      var hot = 0
      var nonZeros = 0
      for column in 0..<size where rows[row * size + column] != 0 {
        nonZeros += 1
        hot = column
      }
      guard nonZeros == 1, rows[row * size + hot] == 1 else {
        throw .notOneHot(row: row, nonZeros: nonZeros)
      }
      indices.append(Int32(hot))
    }
    return indices
  }
}
