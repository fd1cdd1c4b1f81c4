extension Block {
  /// Whether the block is of a storage that is planned only (``MemoryMeter/planned(_:)``).
  @inlinable
  package var isPlanned: Bool { unsafe base.isPlanned }

  /// Traps for memory that is not there.
  @inlinable
  func requireMemory(_ operation: StaticString) {
    precondition(!isPlanned, "\(operation): \(shape) is only planned and has no memory")
  }
}
