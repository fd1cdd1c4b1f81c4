/// A small value for each row, in memory that a workspace owns, as the kernels read it.
///
/// Size: `count * MemoryLayout<Element>.stride` bytes. Made within ``MemoryMeter/planned(_:)`` it
/// is counted and has no memory.
@safe
@usableFromInline package final class RowStorage<Element: BitwiseCopyable>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<Element>
  /// Number of rows.
  @usableFromInline package let count: Int
  private let bytes: Int
  private let plan: MemoryLedger?

  /// Memory for `count` rows, each with the value `value`.
  init(count: Int, repeating value: Element) {
    precondition(count >= 0, "row storage: \(count) rows")
    self.count = count
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    self.bytes = overflow ? .max : bytes
    plan = MemoryMeter.add(self.bytes)
    guard plan == nil else {
      unsafe base = .planned
      return
    }
    unsafe base = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 1))
    unsafe base.initialize(repeating: value, count: max(count, 1))
  }

  deinit {
    if plan == nil { unsafe base.deallocate() }
    MemoryMeter.remove(bytes, from: plan)
  }

  /// The whole storage.
  @inlinable
  var values: RowValues<Element> { unsafe RowValues(base: base, count: count) }
}

/// Memory for token indices and keys of rows.
package typealias IndexStorage = RowStorage<Int32>

/// Memory for row masks.
package typealias MaskStorage = RowStorage<Bool>

extension IndexStorage {
  /// Memory for `count` zeros.
  package convenience init(count: Int) { self.init(count: count, repeating: 0) }

  /// The whole storage.
  @inlinable
  package var indices: Indices { values }
}

extension MaskStorage {
  /// Memory for `count` rows that all take the step.
  package convenience init(count: Int) { self.init(count: count, repeating: true) }

  /// The whole storage.
  @inlinable
  package var mask: RowMask { values }
}
