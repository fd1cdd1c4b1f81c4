/// Token indices, row masks and other small integers in memory that a workspace owns, as the kernels read them.
///
/// A negative index stands for "no token": a row of zeros on input, no loss as a target.
@safe
package final class IndexStorage: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<Int32>
  package let count: Int

  /// Memory for `count` zeros.
  package init(count: Int) {
    precondition(count >= 0, "index storage: \(count) elements")
    self.count = count
    unsafe base = UnsafeMutablePointer<Int32>.allocate(capacity: max(count, 1))
    unsafe base.initialize(repeating: 0, count: max(count, 1))
    MemoryMeter.add(count * 4)
  }

  deinit {
    unsafe base.deallocate()
    MemoryMeter.remove(count * 4)
  }

  /// The whole storage.
  @inlinable
  package var indices: Indices { unsafe Indices(base: base, count: count) }
}

/// A window onto an ``IndexStorage``; it must not outlive it.
@safe
package struct Indices: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<Int32>
  package let count: Int

  @inlinable
  init(base: UnsafeMutablePointer<Int32>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// The indices of `range`.
  @inlinable
  package func range(_ range: Range<Int>) -> Indices {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) indices")
    return unsafe Indices(base: base + range.lowerBound, count: range.count)
  }

  @inlinable
  package subscript(index: Int) -> Int32 {
    get {
      precondition(index >= 0 && index < count, "index \(index) of \(count)")
      return unsafe base[index]
    }
    nonmutating set {
      precondition(index >= 0 && index < count, "index \(index) of \(count)")
      unsafe base[index] = newValue
    }
  }

  /// The largest index, or -1 if there is none that is not negative.
  package var largest: Int32 {
    var result: Int32 = -1
    for index in 0..<count { result = unsafe max(result, base[index]) }
    return result
  }
}

/// One byte for each row: whether its sequence takes the step. A window onto a ``MaskStorage``.
@safe
package struct RowMask: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<UInt8>
  package let count: Int

  @inlinable
  init(base: UnsafeMutablePointer<UInt8>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// The rows of `range`.
  @inlinable
  package func range(_ range: Range<Int>) -> RowMask {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) rows")
    return unsafe RowMask(base: base + range.lowerBound, count: range.count)
  }

  @inlinable
  package subscript(row: Int) -> Bool {
    get {
      precondition(row >= 0 && row < count, "row \(row) of \(count)")
      return unsafe base[row] != 0
    }
    nonmutating set {
      precondition(row >= 0 && row < count, "row \(row) of \(count)")
      unsafe base[row] = newValue ? 1 : 0
    }
  }
}

/// Memory for row masks.
@safe
package final class MaskStorage: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<UInt8>
  package let count: Int

  /// Memory for `count` rows, all of which take the step.
  package init(count: Int) {
    precondition(count >= 0, "mask storage: \(count) rows")
    self.count = count
    unsafe base = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
    unsafe base.initialize(repeating: 1, count: max(count, 1))
    MemoryMeter.add(count)
  }

  deinit {
    unsafe base.deallocate()
    MemoryMeter.remove(count)
  }

  /// The whole storage.
  @inlinable
  package var mask: RowMask { unsafe RowMask(base: base, count: count) }
}
