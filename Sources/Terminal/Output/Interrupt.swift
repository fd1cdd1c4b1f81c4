import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Control-C and SIGTERM as a flag that the training loop polls, so that it can save before it
/// stops.
///
/// The second Control-C ends the process at once with 130.
package enum Interrupt {
  private static let requests = Atomic<Int>(0)

  /// Whether the user, or the system, asked the process to stop.
  package static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// Takes over SIGINT and SIGTERM. Without it they end the process as usual.
  package static func install() {
    // Touched here, because the first use of a Swift global may initialise it, which a handler must
    // not do.
    requests.store(0, ordering: .relaxed)
    let handler: @convention(c) (Int32) -> Void = { signal in
      let earlier = Interrupt.requests.add(1, ordering: .relaxed).oldValue
      if signal == SIGINT, earlier > 0 { _exit(ExitCode.interrupted.rawValue) }
    }
    // The handler only touches a lock-free atomic and calls _exit, both allowed in a signal
    // handler.
    _ = signal(SIGINT, handler)
    _ = signal(SIGTERM, handler)
    // A process inherits the signals that the thread which started it had blocked.
    var taken = sigset_t()
    // Safe: the set is initialised before it is read.
    unsafe sigemptyset(&taken)
    unsafe sigaddset(&taken, SIGINT)
    unsafe sigaddset(&taken, SIGTERM)
    unsafe pthread_sigmask(SIG_UNBLOCK, &taken, nil)
  }

  /// Makes writing into a closed pipe an error of the write instead of the end of the process, so
  /// that a training run survives a closed terminal and saves.
  package static func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
  }

  /// The failure a command ends with after it has saved.
  package static func failure(saved: String) -> CommandFailure {
    CommandFailure(.interrupted, "interrupted; \(saved)")
  }
}
