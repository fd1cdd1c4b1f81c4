import Foundation
import Terminal

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A child process that measures one kernel set, because a process chooses its set once.
struct KernelProcess {
  /// The kernel set, the value of `RECUR_KERNELS` in the child.
  let kernels: String
  let executable: URL
  /// The words after the program's name.
  let arguments: [String]

  init(kernels: String, executable: URL, arguments: [String]) {
    (self.kernels, self.executable, self.arguments) = (kernels, executable, arguments)
  }

  /// This program again.
  ///
  /// - Throws: `CommandFailure` (70) when the program's own file is not known.
  init(kernels: String, _ selection: KernelSelection) throws(CommandFailure) {
    guard let executable = Bundle.main.executableURL else {
      throw CommandFailure(.defect, "the program's own file is not known")
    }
    self.init(
      kernels: kernels, executable: executable,
      arguments: ["benchmark", "kernels", "--set", kernels, "--json", "--quiet"]
        + selection.words)
  }

  /// Runs the child to its end and gives away each line that it writes, without the line end.
  ///
  /// The child is ended, and waited for, when `take` throws or the user interrupts.
  ///
  /// - Throws: `CommandFailure` when the child cannot be started (70) or fails, with its own exit
  ///   code where that is one of ours; `CommandFailure` after an interrupt; what `take` throws.
  func run(_ take: ([UInt8]) throws -> Void) throws {
    let (child, reader) = try start()
    defer { close(reader.number) }
    do {
      try readLines(of: reader, take)
    } catch {
      // Not SIGTERM, which a child may have inherited as ignored.
      kill(child, SIGKILL)
      _ = Self.status(of: child)
      throw error
    }
    try requireSuccess(Self.status(of: child))
  }

  /// Starts the child with nothing to read, its replies in a pipe.
  ///
  /// Not by Foundation, whose processes leave memory behind.
  private func start() throws(CommandFailure) -> (child: pid_t, reader: FileDescriptor) {
    var ends: [Int32] = [0, 0]
    // Safe: the call fills two numbers.
    guard unsafe pipe(&ends) == 0 else { throw failure(toStart: errno) }
    defer { close(ends[1]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = unsafe posix_spawn_file_actions_t()
    #endif
    // Safe: the actions are made before they are used and destroyed after; the words are copies
    // that live until the child is started, and the vectors of them end in nil.
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    let words = unsafe ([executable.path] + arguments).map { unsafe strdup($0) }
    let environment = unsafe environment.map { unsafe strdup($0) }
    defer { unsafe (words + environment).forEach { unsafe free($0) } }
    var child: pid_t = 0
    let code = unsafe posix_spawn(
      &child, executable.path, &actions, nil, words + [nil], environment + [nil])
    guard code == 0 else {
      close(ends[0])
      throw failure(toStart: code)
    }
    return (child, FileDescriptor(number: ends[0], name: "the child's reply"))
  }

  /// The variables of this process, `NAME=VALUE`, with the kernel set asked for.
  private var environment: [String] {
    ProcessInfo.processInfo.environment.merging(["RECUR_KERNELS": kernels]) { $1 }
      .map { "\($0)=\($1)" }
  }

  private func failure(toStart code: Int32) -> CommandFailure {
    let failure = SystemFailure(operation: .create, path: executable.path, number: code)
    return CommandFailure(
      .defect,
      "\(visible(executable.path)): cannot be started to measure \(kernels): \(failure.reason)")
  }

  /// Waits for the child to end.
  private static func status(of child: pid_t) -> Int32 {
    var status: Int32 = 0
    // Safe: the call fills one number.
    while unsafe waitpid(child, &status, 0) == -1, errno == EINTR {}
    return status
  }

  private func readLines(
    of descriptor: FileDescriptor, _ take: ([UInt8]) throws -> Void
  ) throws {
    var reader = StreamReader(descriptor)
    var pending: [UInt8] = []
    reading: while true {
      if Interrupt.isRequested { throw interrupted }
      switch try reader.read(waiting: 100) {
      case .end: break reading
      case .nothing: continue
      case .bytes: pending += reader.piece
      }
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        try take(Array(pending[..<end]))
        pending.removeFirst(end + 1)
      }
    }
    if Interrupt.isRequested { throw interrupted }
  }

  private var interrupted: CommandFailure {
    CommandFailure(Interrupt.exitCode, "interrupted while measuring \(kernels)")
  }

  /// - Parameter status: as the system gives it: the signal in the lowest seven bits, the exit code
  ///   in the byte above.
  private func requireSuccess(_ status: Int32) throws(CommandFailure) {
    let (signal, code) = (status & 0x7F, status >> 8 & 0xFF)
    guard signal == 0 else {
      throw CommandFailure(
        .defect, "the process that measured \(kernels) was ended by signal \(signal)")
    }
    guard code == 0 else {
      throw CommandFailure(
        ExitCode(rawValue: code) ?? .defect,
        "the process that measured \(kernels) ended with exit code \(code)")
    }
  }
}
