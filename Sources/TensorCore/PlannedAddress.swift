/// Where storages that are planned only pretend to lie: the upper half of the address space, which
/// no process can read or write on any platform of ours.
@usableFromInline
enum PlannedAddress {
  /// An address of memory that is not there. What is added to it in elements stays in the upper
  /// half.
  static func pointer<Element: ~Copyable>() -> UnsafeMutablePointer<Element> {
    guard let pointer = unsafe UnsafeMutablePointer<Element>(bitPattern: Int.min) else {
      preconditionFailure("an address without a pointer")
    }
    return unsafe pointer
  }

  /// Whether an address is one of memory that is not there.
  @inlinable
  static func contains(_ pointer: UnsafeMutableRawPointer) -> Bool {
    Int(bitPattern: pointer) < 0
  }

  /// Bytes of `count` elements in whole cache lines; `Int.max` if there are more.
  static func byteCount(_ count: Int, stride: Int) -> Int {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: stride)
    return overflow || bytes > Int.max - 63 ? .max : (bytes + 63) / 64 * 64
  }
}

extension Block {
  /// Whether the block is of a storage that is planned only (``MemoryMeter/planned(_:)``).
  @inlinable
  package var isPlanned: Bool { unsafe PlannedAddress.contains(base) }

  /// Traps for memory that is not there.
  @inlinable
  func requireMemory(_ operation: StaticString) {
    precondition(!isPlanned, "\(operation): \(shape) is only planned and has no memory")
  }
}
