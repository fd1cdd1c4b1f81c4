#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The log of a run, `--log FILE`: one JSON object a line, `event` first, each line written before
/// the next step.
package final class EventLog {
  private let file: FileDescriptor

  /// The event of a log's first line, by which a log is known.
  package static let firstEvent = "plan"

  /// Opens the log.
  ///
  /// A new log replaces an older one, but never a file that is not a log: one that has content and
  /// whose first line is not that of the event ``firstEvent``. The file is locked as long as the log
  /// lives (`flock`, which the system takes back with the process): two runs never write one log.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - appending: whether lines are added to what the file holds, as a resumed run does.
  /// - Throws: `EventLogFailure` with the path.
  package init(path: String, appending: Bool = false) throws(EventLogFailure) {
    // Safe: the path is a terminated string for the duration of the call.
    let number = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard number >= 0 else {
      throw EventLogFailure(path: path, problem: .system(.create, errno))
    }
    file = FileDescriptor(number: number, name: path)
    let size = lseek(number, 0, SEEK_END)
    // A pipe or a terminal has no size and nothing to protect, but only a pipe cannot be sought in.
    guard size >= 0 else { return }
    if flock(number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw EventLogFailure(path: path, problem: .locked)
    }
    guard size > 0 else { return }
    let beginning = "{\"event\":\"\(Self.firstEvent)\""
    let line = firstLine(beginning.utf8.count)
    // The run may have died while it wrote this.
    guard line.utf8.count >= 10, beginning.hasPrefix(line) else {
      throw EventLogFailure(path: path, problem: .notALog)
    }
    if !appending {
      guard ftruncate(number, 0) == 0 else {
        throw EventLogFailure(path: path, problem: .system(.create, errno))
      }
    } else if byte(at: size - 1) != UInt8(ascii: "\n") {
      // A line cut short by a crash must not swallow the first line of this run.
      try write("\n")
    }
  }

  deinit {
    close(file.number)
  }

  /// Writes one line.
  ///
  /// - Parameters:
  ///   - event: the kind of the line, its first member.
  ///   - members: the others, in this order; those that are nil do not apply and are left out.
  ///   - more: members after those.
  /// - Throws: `EventLogFailure` when the file cannot be written, a full disk for example.
  package func append(
    _ event: String, _ members: KeyValuePairs<String, JSONValue?>, _ more: [JSONValue.Member] = []
  ) throws(EventLogFailure) {
    try append(event, JSONValue.members(members) + more)
  }

  /// Writes one line.
  ///
  /// - Throws: `EventLogFailure` when the file cannot be written.
  package func append(
    _ event: String, _ members: [JSONValue.Member]
  ) throws(EventLogFailure) {
    let first = JSONValue.Member(name: "event", value: .string(event))
    try write(JSONValue.object([first] + members).text + "\n")
  }

  private func write(_ text: String) throws(EventLogFailure) {
    do throws(SystemFailure) {
      try file.write(Array(text.utf8))
    } catch {
      throw EventLogFailure(path: file.name, problem: .system(.write, error.number))
    }
  }

  /// The first line of the file, at most `count` bytes of it.
  private func firstLine(_ count: Int) -> String {
    let bytes = (0..<off_t(count)).map { byte(at: $0) }.prefix { $0 ?? 10 != 10 }
    return String(decoding: bytes.compactMap(\.self), as: UTF8.self)
  }

  private func byte(at offset: off_t) -> UInt8? {
    var byte: UInt8 = 0
    // Safe: one byte, and a count of one.
    return unsafe pread(file.number, &byte, 1, offset) == 1 ? byte : nil
  }
}

/// Why a log cannot be opened or written.
package struct EventLogFailure: Error, Equatable, Sendable {
  /// What is wrong with it.
  package enum Problem: Equatable, Sendable {
    /// The operating system refused, with this `errno`.
    case system(SystemFailure.Operation, Int32)
    /// The file holds something else, which the log would destroy.
    case notALog
    /// Another run writes it.
    case locked
  }

  package let path: String
  package let problem: Problem
}

extension EventLogFailure: DescribedFailure {
  package var commandFailure: CommandFailure {
    switch problem {
    case .system(.write, let number) where number == EPIPE:
      // Unlike standard output, a log that nobody reads is a fault worth a message.
      CommandFailure(.inputOutput, "\(visible(path)): cannot be written: its reader is gone")
    case .system(let operation, let number):
      SystemFailure(operation: operation, path: path, number: number).commandFailure
    case .locked:
      CommandFailure(
        .cannotCreate, "--log: another run is writing \(visible(path)); choose another name")
    case .notALog:
      CommandFailure(
        .cannotCreate, "--log: \(visible(path)) exists and is not a log; choose another name")
    }
  }
}
