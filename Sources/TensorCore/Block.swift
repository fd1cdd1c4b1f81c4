/// A window of `rows` x `columns` elements, rows `stride` elements apart, onto memory that a
/// ``Storage`` or a ``Tensor`` owns.
///
/// What the kernels work on. A block is a plain value without ownership: it must not outlive the
/// memory it was made from. Sub-blocks are checked against their block, so a kernel never reads or
/// writes outside. A block of memory that is only planned (``isPlanned``) has a shape and no
/// elements: filling it and copying into it do nothing.
@safe
@usableFromInline package struct Block<S: KernelScalar>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<S>
  @usableFromInline package let rows: Int
  @usableFromInline package let columns: Int
  @usableFromInline package let stride: Int

  @inlinable @inline(__always)
  init(base: UnsafeMutablePointer<S>, rows: Int, columns: Int, stride: Int) {
    unsafe self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  /// "[rows, columns]", for messages.
  @inlinable
  package var shape: String { "[\(rows), \(columns)]" }

  /// Whether the elements lie one after the other without gaps.
  @inlinable
  package var isContiguous: Bool { stride == columns || rows <= 1 }

  /// Whether the first element of both is the same memory.
  package func begins(with other: Block) -> Bool { unsafe base == other.base }

  /// Number of elements.
  @inlinable
  package var count: Int { rows * columns }

  /// The rows of `range`.
  @inlinable
  package func rows(_ range: Range<Int>) -> Block {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of a block \(shape)")
    return unsafe Block(
      base: base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  /// The columns of `range`.
  @inlinable
  package func columns(_ range: Range<Int>) -> Block {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of a block \(shape)")
    return unsafe Block(
      base: base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// The same elements as `rows` x `columns`; the block must be contiguous.
  @inlinable
  package func reshaped(rows newRows: Int, columns newColumns: Int) -> Block {
    precondition(
      isContiguous && newRows * newColumns == count,
      "reshape \(shape) to [\(newRows), \(newColumns)]")
    return unsafe Block(base: base, rows: newRows, columns: newColumns, stride: newColumns)
  }

  /// The element in row `row` and column `column`.
  @inlinable
  package subscript(row: Int, column: Int) -> S {
    get {
      precondition(
        row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of \(shape)"
      )
      return unsafe base[row * stride + column]
    }
    nonmutating set {
      precondition(
        row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of \(shape)"
      )
      unsafe base[row * stride + column] = newValue
    }
  }

  /// The element `index` of a block of one row.
  @inlinable
  package subscript(index: Int) -> S {
    get { self[0, index] }
    nonmutating set { self[0, index] = newValue }
  }

  /// Sets every element to `value`.
  @specialized(where S == Float)
  package func fill(_ value: S) {
    if isPlanned { return }
    if isContiguous {
      unsafe base.update(repeating: value, count: count)
    } else {
      for row in 0..<rows { unsafe (base + row * stride).update(repeating: value, count: columns) }
    }
  }

  /// Copies a block of the same shape into this one; the two may overlap if both are contiguous.
  @specialized(where S == Float)
  package func copy(from other: Block) {
    precondition(
      other.rows == rows && other.columns == columns, "copy: \(other.shape) into \(shape)")
    if isPlanned { return }
    other.requireMemory("copy")
    if isContiguous && other.isContiguous {
      unsafe base.update(from: other.base, count: count)
    } else {
      for row in 0..<rows {
        unsafe (base + row * stride).update(from: other.base + row * other.stride, count: columns)
      }
    }
  }

  /// The elements in row-major order.
  package var array: [S] {
    get {
      requireMemory("array")
      return (0..<rows).flatMap { row in
        unsafe Array(UnsafeBufferPointer(start: base + row * stride, count: columns))
      }
    }
    nonmutating set {
      precondition(newValue.count == count, "\(newValue.count) values into \(shape)")
      if isPlanned { return }
      unsafe newValue.withUnsafeBufferPointer { values in
        guard let start = values.baseAddress else { return }
        for row in 0..<rows {
          unsafe (base + row * stride).update(from: start + row * columns, count: columns)
        }
      }
    }
  }
}
