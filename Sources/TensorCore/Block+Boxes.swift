internal import CKernels

/// The size of a box of elements: planes of rows of columns.
package struct BoxExtent: Sendable, Equatable {
  package var planes: Int
  package var rows: Int
  package var columns: Int

  /// A box of planes [rows, columns].
  package init(planes: Int = 1, rows: Int = 1, columns: Int) {
    self.planes = planes
    self.rows = rows
    self.columns = columns
  }

  package var count: Int { planes * rows * columns }

  var kernel: recur_extent { recur_extent(planes: planes, rows: rows, columns: columns) }
}

/// Where a box lies in memory: the index of its first element, and how many elements its planes,
/// rows and columns are apart.
package struct BoxPlace: Sendable, Equatable {
  package var offset: Int
  package var plane: Int
  package var row: Int
  package var column: Int

  /// A place whose strides are not negative.
  package init(offset: Int = 0, plane: Int = 0, row: Int = 0, column: Int = 1) {
    precondition(
      offset >= 0 && plane >= 0 && row >= 0 && column >= 0,
      "a box at \(offset) with strides \(plane), \(row), \(column)")
    self.offset = offset
    self.plane = plane
    self.row = row
    self.column = column
  }

  /// The place `offset` elements further on.
  package func moved(by offset: Int) -> BoxPlace {
    BoxPlace(offset: self.offset + offset, plane: plane, row: row, column: column)
  }

  /// The index of the last element of a box that is not empty.
  func last(_ extent: BoxExtent) -> Int {
    offset + (extent.planes - 1) * plane + (extent.rows - 1) * row + (extent.columns - 1) * column
  }

  var strides: recur_strides { recur_strides(plane: plane, row: row, column: column) }
}

// Safe: every function checks that the first and the last element of each box lie in its block.
extension Block {
  /// Copies a box of `values` into one of the block; both blocks are contiguous and counted as one
  /// row.
  @specialized(where S == Float)
  package func copyBox(
    _ extent: BoxExtent, at place: BoxPlace, from values: Block, at source: BoxPlace
  ) {
    guard checkBox(extent, place), values.checkBox(extent, source) else { return }
    var (size, to, from) = (extent.kernel, place.strides, source.strides)
    unsafe S.kernels.pointee.copy_box(
      &size, base + place.offset, &to, values.base + source.offset, &from)
  }

  /// Adds a box of `values` to one of the block, whose elements are distinct.
  @specialized(where S == Float)
  package func addBox(
    _ extent: BoxExtent, at place: BoxPlace, from values: Block, at source: BoxPlace
  ) {
    guard checkBox(extent, place), values.checkBox(extent, source) else { return }
    var (size, to, from) = (extent.kernel, place.strides, source.strides)
    unsafe S.kernels.pointee.add_box(
      &size, base + place.offset, &to, values.base + source.offset, &from)
  }

  /// self[place] = the largest of the elements of `values` at `offsets` from each element of the
  /// box at `source`, and in `winners` which of them it is, of equal ones the first. What is not a
  /// number is largest.
  @specialized(where S == Float)
  package func boxMaxima(
    _ extent: BoxExtent, at place: BoxPlace, winners: Block, of values: Block,
    at source: BoxPlace, offsets: [Int]
  ) {
    guard checkBox(extent, place), winners.checkBox(extent, place),
      values.checkBox(extent, source, offsets: offsets)
    else { return }
    precondition(place.column == 1 && !offsets.isEmpty, "largest of \(offsets.count) elements")
    var (size, to, from) = (extent.kernel, place.strides, source.strides)
    unsafe S.kernels.pointee.box_maxima(
      &size, base + place.offset, winners.base + place.offset, &to, values.base + source.offset,
      &from, offsets, offsets.count)
  }

  /// Every element of `adjoints` at `source` becomes the element of self that was the winner, or is
  /// added to it; the others of its window become zero, or stay.
  ///
  /// Windows that have elements in common accumulate.
  @specialized(where S == Float)
  package func boxMaximaAdjoint(
    _ extent: BoxExtent, at place: BoxPlace, adjoints: Block, winners: Block,
    at source: BoxPlace, offsets: [Int], accumulating: Bool
  ) {
    guard checkBox(extent, place, offsets: offsets), winners.checkBox(extent, source),
      adjoints.checkBox(extent, source)
    else { return }
    precondition(source.column == 1 && !offsets.isEmpty, "largest of \(offsets.count) elements")
    var (size, to, from) = (extent.kernel, place.strides, source.strides)
    unsafe S.kernels.pointee.box_maxima_adjoint(
      &size, base + place.offset, &to, adjoints.base + source.offset,
      winners.base + source.offset, &from, offsets, offsets.count, accumulating ? 1 : 0)
  }

  /// Whether there are elements to work on; traps for a box that is not within the block.
  private func checkBox(_ extent: BoxExtent, _ place: BoxPlace, offsets: [Int] = [0]) -> Bool {
    guard extent.count > 0 else { return false }
    let (least, most) = (offsets.min() ?? 0, offsets.max() ?? 0)
    precondition(
      isContiguous && place.offset + least >= 0 && place.last(extent) + most < count,
      "a box \(extent) at \(place) in \(shape)")
    return !isPlanned
  }
}
