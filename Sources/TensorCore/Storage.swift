internal import Foundation

/// Memory of `count` elements, aligned to 64 bytes where it is larger, zero at first, counted by
/// ``MemoryMeter``.
///
/// Size: `count * MemoryLayout<S>.stride` bytes, rounded up to 64. Large storages ask for huge
/// pages. A storage made within ``MemoryMeter/planned(_:)`` is counted and has no memory. This file
/// and the kernel façade (`Block*.swift`) are the only places that touch raw memory.
@safe
@usableFromInline package final class Storage<S: KernelScalar>: @unchecked Sendable {
  // The owner of a storage decides who may write; blocks of one storage used by several threads are
  // disjoint.
  @usableFromInline let base: UnsafeMutablePointer<S>
  /// Number of elements.
  @usableFromInline package let count: Int
  /// Bytes, as ``MemoryMeter`` counts them.
  package let bytes: Int
  private let plan: MemoryLedger?
  /// The storage whose memory this one is a part of; nil: it has its own.
  private let whole: Storage?

  /// Memory for `count` zeros; with `cleared` false for numbers that will all be written before
  /// they are read, which a debug build makes NaN.
  package init(count: Int, cleared: Bool = true) {
    precondition(count >= 0, "storage: \(count) elements")
    self.count = count
    bytes = Self.byteCount(count)
    plan = MemoryMeter.add(bytes)
    whole = nil
    guard plan == nil else {
      unsafe base = .planned
      return
    }
    let alignment = bytes >= 4 << 20 ? 2 << 20 : bytes > 64 ? 64 : 16
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 64), alignment: alignment)
    #if os(Linux)
      if alignment > 64 { unsafe madvise(memory, bytes, 14) }  // MADV_HUGEPAGE
    #endif
    // Safe: the memory is large enough, aligned, and zero bytes are the number 0 in both scalar
    // types.
    if cleared {
      unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: max(bytes, 64))
    }
    unsafe base = memory.bindMemory(to: S.self, capacity: count)
    #if DEBUG
      if !cleared { unsafe base.update(repeating: .nan, count: count) }
    #endif
  }

  /// The `count` elements from `first` on of another storage, whose memory they stay.
  init(part first: Int, count: Int, of whole: Storage) {
    precondition(
      first >= 0 && count >= 0 && first + count <= whole.count,
      "storage: \(count) elements from \(first) on of \(whole.count)")
    self.count = count
    self.whole = whole
    (bytes, plan) = (0, nil)
    unsafe base = whole.plan == nil ? whole.base + first : .planned
  }

  /// Whether the memory is a part of another storage's.
  var isPart: Bool { whole != nil }

  deinit {
    if whole != nil { return }
    if plan == nil { unsafe UnsafeMutableRawPointer(base).deallocate() }
    MemoryMeter.remove(bytes, from: plan)
  }

  /// Bytes of `count` elements in whole cache lines; `Int.max` if there are more.
  private static func byteCount(_ count: Int) -> Int {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<S>.stride)
    return overflow || bytes > Int.max - 63 ? .max : (bytes + 63) / 64 * 64
  }

  /// The storage as a matrix of `rows` x `columns`, beginning at element `offset`.
  ///
  /// The block must not outlive the storage.
  @inlinable
  package func block(at offset: Int = 0, rows: Int, columns: Int) -> Block<S> {
    precondition(
      offset >= 0 && rows >= 0 && columns >= 0 && offset + rows * columns <= count,
      "block at \(offset) of [\(rows), \(columns)] in a storage of \(count)")
    return unsafe Block(base: base + offset, rows: rows, columns: columns, stride: columns)
  }

  /// A matrix of `rows` x `columns` in the storage, beginning at element `offset`, its rows `stride`
  /// elements apart.
  package func block(at offset: Int, rows: Int, columns: Int, stride: Int) -> Block<S> {
    precondition(
      offset >= 0 && rows >= 0 && columns >= 0 && stride >= columns
        && offset + max(rows - 1, 0) * stride + columns <= count,
      "block at \(offset) of [\(rows), \(columns)], rows \(stride) apart, in a storage of \(count)")
    return unsafe Block(base: base + offset, rows: rows, columns: columns, stride: stride)
  }

  /// The whole storage as one row.
  @inlinable
  package var row: Block<S> { block(rows: 1, columns: count) }
}
