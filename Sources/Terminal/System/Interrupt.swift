import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Control-C, SIGTERM and the hang-up of the terminal as a flag that the training loop polls, so
/// that it can save before it stops.
///
/// A second Control-C ends the process at once, and so does any other signal that comes a second
/// or more after the first: timeout(1) sends its signal twice, and so does a shell whose terminal
/// is closed.
package enum Interrupt {
  /// The first signal, its number in the lowest byte and above it the second that it came in; 0
  /// before it. One number, so that no other thread's signal sees half of it.
  private static let first = Atomic<Int>(0)

  /// Whether the user, or the system, asked the process to stop.
  package static var isRequested: Bool { first.load(ordering: .relaxed) != 0 }

  /// What a command ends with after it has saved: 128 and the number of the signal.
  package static var exitCode: ExitCode {
    ExitCode(rawValue: 128 + Int32(first.load(ordering: .relaxed) & 0xFF)) ?? .interrupted
  }

  /// Takes over SIGINT, SIGTERM and SIGHUP, the last unless it is ignored, as nohup(1) leaves it.
  ///
  /// Without it they end the process as usual.
  package static func install() {
    // Touched here, because the first use of a Swift global may initialise it, which a handler must
    // not do.
    first.store(0, ordering: .relaxed)
    let handler: @convention(c) (Int32) -> Void = { signal in
      let now = Interrupt.seconds
      let (isFirst, earlier) = Interrupt.first.compareExchange(
        expected: 0, desired: now << 8 | Int(signal), ordering: .relaxed)
      if !isFirst, signal == SIGINT || now > earlier >> 8 + 1 { _exit(128 + signal) }
    }
    // The handler only touches a lock-free atomic, reads a clock and calls _exit, all allowed in a
    // signal handler.
    _ = signal(SIGINT, handler)
    _ = signal(SIGTERM, handler)
    if !isIgnored(SIGHUP) { _ = signal(SIGHUP, handler) }
    // A process inherits the signals that the thread which started it had blocked.
    var taken = sigset_t()
    // Safe: the set is initialised before it is read.
    unsafe sigemptyset(&taken)
    unsafe sigaddset(&taken, SIGINT)
    unsafe sigaddset(&taken, SIGTERM)
    unsafe sigaddset(&taken, SIGHUP)
    unsafe pthread_sigmask(SIG_UNBLOCK, &taken, nil)
  }

  /// Gives the signals back: from here on they end the process at once, but for a hang-up that is
  /// ignored. What was asked for before stays known.
  package static func uninstall() {
    _ = signal(SIGINT, SIG_DFL)
    _ = signal(SIGTERM, SIG_DFL)
    if !isIgnored(SIGHUP) { _ = signal(SIGHUP, SIG_DFL) }
  }

  /// The failure a command ends with after it has saved.
  package static func failure(saved: String) -> CommandFailure {
    CommandFailure(exitCode, "interrupted; \(saved)")
  }

  private static var seconds: Int {
    var time = timespec()
    // Safe: the call fills one `timespec`.
    return unsafe clock_gettime(CLOCK_MONOTONIC, &time) == 0 ? Int(time.tv_sec) : 0
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    // Safe: without a new action the call only fills one `sigaction`.
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    // Safe: functions are compared as the addresses that they are; SIG_IGN is one of no function.
    #if canImport(Darwin)
      return unsafe unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self)
        == unsafeBitCast(SIG_IGN, to: Int.self)
    #elseif canImport(Musl)
      return unsafe unsafeBitCast(action.__sa_handler.sa_handler, to: Int.self)
        == unsafeBitCast(SIG_IGN, to: Int.self)
    #else
      return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        == unsafeBitCast(SIG_IGN, to: Int.self)
    #endif
  }
}
