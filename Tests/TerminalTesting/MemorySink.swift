package import Terminal

/// What a sink was given, in memory.
package final class MemorySink: ByteSink {
  package private(set) var bytes: [UInt8] = []
  package private(set) var writes = 0
  /// The `errno` every write fails with.
  private let failure: Int32?

  package init(failure: Int32? = nil) {
    self.failure = failure
  }

  package func write(_ bytes: [UInt8]) throws(SystemFailure) {
    if let failure { throw SystemFailure(operation: .write, path: "memory", number: failure) }
    self.bytes += bytes
    writes += 1
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }
}
