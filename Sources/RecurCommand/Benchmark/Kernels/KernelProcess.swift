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
  /// - Throws: `CommandFailure` when the child cannot be started (70) or fails, with its own exit code where that is
  ///   one of ours; `CommandFailure` (130) after an interrupt; what `take` throws.
  func run(_ take: ([UInt8]) throws -> Void) throws {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["RECUR_KERNELS": kernels]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    do {
      try process.run()
    } catch {
      throw CommandFailure(
        .defect,
        "\(visible(executable.path)): cannot be started to measure \(kernels): \(visible("\(error)"))"
      )
    }
    do {
      try readLines(of: pipe.fileHandleForReading, take)
    } catch {
      // Not SIGTERM, which a child may have inherited as ignored.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      throw error
    }
    process.waitUntilExit()
    try requireSuccess(of: process)
  }

  private func readLines(of reader: FileHandle, _ take: ([UInt8]) throws -> Void) throws {
    let descriptor = FileDescriptor(number: reader.fileDescriptor, name: "the child's reply")
    var pending: [UInt8] = []
    while true {
      if Interrupt.isRequested { throw interrupted }
      guard descriptor.isReadable(within: 100) else { continue }
      let bytes = reader.availableData
      if bytes.isEmpty { break }
      pending += bytes
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        try take(Array(pending[..<end]))
        pending.removeFirst(end + 1)
      }
    }
    if Interrupt.isRequested { throw interrupted }
  }

  private var interrupted: CommandFailure {
    CommandFailure(.interrupted, "interrupted while measuring \(kernels)")
  }

  private func requireSuccess(of process: Process) throws(CommandFailure) {
    let status = process.terminationStatus
    guard process.terminationReason == .exit else {
      throw CommandFailure(
        .defect, "the process that measured \(kernels) was ended by signal \(status)")
    }
    guard status == 0 else {
      throw CommandFailure(
        ExitCode(rawValue: status) ?? .defect,
        "the process that measured \(kernels) ended with exit code \(status)")
    }
  }
}

extension FileDescriptor {
  /// Whether there is something to read, the end included, before so many milliseconds have passed.
  fileprivate func isReadable(within milliseconds: Int32) -> Bool {
    var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    // Safe: one request, and a count of one.
    return unsafe poll(&request, 1, milliseconds) > 0
  }
}
