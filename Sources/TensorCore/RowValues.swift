/// A window onto a ``RowStorage``; it must not outlive it.
@safe
@usableFromInline package struct RowValues<Element: BitwiseCopyable>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<Element>
  /// Number of rows.
  @usableFromInline package let count: Int

  @inlinable
  init(base: UnsafeMutablePointer<Element>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// The rows of `range`.
  @inlinable
  package func range(_ range: Range<Int>) -> RowValues {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) rows")
    return unsafe RowValues(base: base + range.lowerBound, count: range.count)
  }

  /// The value of row `row`.
  @inlinable
  package subscript(row: Int) -> Element {
    get {
      precondition(row >= 0 && row < count, "row \(row) of \(count)")
      return unsafe base[row]
    }
    nonmutating set {
      precondition(row >= 0 && row < count, "row \(row) of \(count)")
      unsafe base[row] = newValue
    }
  }
}

/// An index for each row, of a token or of a row of a table, or a key of dropout.
///
/// A negative index stands for "no token": a row of zeros on input, no loss as a target.
@usableFromInline package typealias Indices = RowValues<Int32>

/// Whether the sequence of each row takes the step.
@usableFromInline package typealias RowMask = RowValues<Bool>

extension Indices {
  /// The largest index, or -1 if there is none that is not negative.
  package var largest: Int32 {
    precondition(unsafe !base.isPlanned, "largest of \(count) indices that are only planned")
    var result: Int32 = -1
    for index in 0..<count { result = unsafe max(result, base[index]) }
    return result
  }
}
