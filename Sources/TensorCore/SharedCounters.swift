internal import Synchronization

/// Numbers by which threads tell each other how far they are, each in cache lines of its own.
///
/// What a thread wrote before it changed a counter is seen by the threads that read the change.
/// Size: 128 bytes a counter.
@safe
package final class SharedCounters: @unchecked Sendable {
  // Safe: every access is checked to be inside the memory, and is atomic.
  private let base: UnsafeMutablePointer<Atomic<Int>>
  /// Number of counters.
  package let count: Int

  /// Elements from one counter to the next: a processor may fetch two lines at a time.
  private static let spacing = 16

  /// `count` zeros.
  package init(count: Int) {
    precondition(count >= 0, "\(count) counters")
    self.count = count
    unsafe base = UnsafeMutablePointer.allocate(capacity: max(count, 1) * Self.spacing)
    for index in 0..<count { unsafe (base + index * Self.spacing).initialize(to: Atomic(0)) }
  }

  deinit {
    for index in 0..<count { unsafe (base + index * Self.spacing).deinitialize(count: 1) }
    unsafe base.deallocate()
  }

  /// Counter `index`. Setting it shows what the thread has written before.
  package subscript(index: Int) -> Int {
    get {
      check(index)
      return unsafe base[index * Self.spacing].load(ordering: .acquiring)
    }
    set {
      check(index)
      unsafe base[index * Self.spacing].store(newValue, ordering: .releasing)
    }
  }

  /// Adds one to counter `index`.
  package func increment(_ index: Int) {
    check(index)
    unsafe base[index * Self.spacing].wrappingAdd(1, ordering: .acquiringAndReleasing)
  }

  /// Sets counter `index` to `desired` if it is `expected`: of several threads that try, one does.
  package func exchange(_ index: Int, expected: Int, desired: Int) -> Bool {
    check(index)
    return unsafe base[index * Self.spacing].compareExchange(
      expected: expected, desired: desired, ordering: .acquiringAndReleasing
    ).exchanged
  }

  private func check(_ index: Int) {
    precondition(index >= 0 && index < count, "counter \(index) of \(count)")
  }
}
