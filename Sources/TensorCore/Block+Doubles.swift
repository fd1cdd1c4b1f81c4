// Safe: both functions check the row and the number of values, and S is Float or Double.
extension Block {
  /// Copies row `row` into `values` from element `first` on, as Double.
  package func read(row: Int, into values: inout [Double], at first: Int = 0) {
    precondition(
      row >= 0 && row < rows && first >= 0 && first + columns <= values.count,
      "read: row \(row) of \(shape) into \(values.count) values at \(first)")
    requireMemory("read")
    let source = unsafe UnsafeRawPointer(base + row * stride)
    if S.self == Float.self {
      let source = unsafe source.assumingMemoryBound(to: Float.self)
      for column in 0..<columns { unsafe values[first + column] = Double(source[column]) }
    } else {
      let source = unsafe source.assumingMemoryBound(to: Double.self)
      for column in 0..<columns { unsafe values[first + column] = source[column] }
    }
  }

  /// Sets row `row` to the values from element `first` on, rounded to the scalar type.
  package func write(row: Int, from values: [Double], at first: Int = 0) {
    precondition(
      row >= 0 && row < rows && first >= 0 && first + columns <= values.count,
      "write: \(values.count) values at \(first) into row \(row) of \(shape)")
    if isPlanned { return }
    let target = unsafe UnsafeMutableRawPointer(base + row * stride)
    if S.self == Float.self {
      let target = unsafe target.assumingMemoryBound(to: Float.self)
      for column in 0..<columns { unsafe target[column] = Float(values[first + column]) }
    } else {
      let target = unsafe target.assumingMemoryBound(to: Double.self)
      for column in 0..<columns { unsafe target[column] = values[first + column] }
    }
  }
}
