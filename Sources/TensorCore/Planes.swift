/// Several matrices of one shape, `distance` elements from one to the next: the components of a
/// state, one plane each, seen at one step.
///
/// Like ``Block`` a plain window without ownership.
@safe
@usableFromInline package struct Planes<S: KernelScalar>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<S>
  /// Number of planes.
  @usableFromInline package let count: Int
  /// Rows of each plane.
  @usableFromInline package let rows: Int
  /// Columns of each plane; its rows lie one after the other.
  @usableFromInline package let columns: Int
  @usableFromInline let distance: Int

  @inlinable
  init(
    base: UnsafeMutablePointer<S>, count: Int, rows: Int, columns: Int, distance: Int
  ) {
    unsafe self.base = base
    self.count = count
    self.rows = rows
    self.columns = columns
    self.distance = distance
  }

  /// Plane `index` [rows, columns].
  @inlinable
  package subscript(index: Int) -> Block<S> {
    precondition(index >= 0 && index < count, "plane \(index) of \(count)")
    return unsafe Block(
      base: base + index * distance, rows: rows, columns: columns, stride: columns)
  }

  /// The planes of `range`.
  @inlinable
  package func planes(_ range: Range<Int>) -> Planes {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "planes \(range) of \(count)")
    return unsafe Planes(
      base: base + range.lowerBound * distance, count: range.count, rows: rows, columns: columns,
      distance: distance)
  }

  /// The rows of `range` of every plane.
  @inlinable
  package func rows(_ range: Range<Int>) -> Planes {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return unsafe Planes(
      base: base + range.lowerBound * columns, count: count, rows: range.count, columns: columns,
      distance: distance)
  }

  /// Copies all planes of another set of the same shape.
  package func copy(from other: Planes) {
    for index in 0..<count { self[index].copy(from: other[index]) }
  }

  /// Sets every element to `value`.
  package func fill(_ value: S) {
    for index in 0..<count { self[index].fill(value) }
  }
}

extension Storage {
  /// `planes` matrices [rows, columns] one after the other, beginning at element `offset`.
  @inlinable
  package func planes(_ planes: Int, at offset: Int = 0, rows: Int, columns: Int) -> Planes<S> {
    precondition(
      offset >= 0 && planes >= 0 && rows >= 0 && columns >= 0
        && offset + planes * rows * columns <= count,
      "\(planes) planes [\(rows), \(columns)] at \(offset) of \(count)")
    return unsafe Planes(
      base: base + offset, count: planes, rows: rows, columns: columns, distance: rows * columns)
  }
}
