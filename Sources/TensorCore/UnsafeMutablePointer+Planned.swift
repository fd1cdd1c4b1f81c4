// Where storages that are planned only pretend to lie: the upper half of the address space, which
// no process can read or write on any platform of ours.
extension UnsafeMutablePointer {
  /// An address of memory that is not there. What is added to it in elements stays in the upper
  /// half.
  static var planned: UnsafeMutablePointer {
    guard let pointer = unsafe UnsafeMutablePointer(bitPattern: Int.min) else {
      preconditionFailure("an address without a pointer")
    }
    return unsafe pointer
  }

  /// Whether this is an address of memory that is not there.
  @inlinable
  var isPlanned: Bool { Int(bitPattern: self) < 0 }
}
