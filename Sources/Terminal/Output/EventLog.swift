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
  /// whose first line is not that of the event ``firstEvent``. The file is locked as long as the
  /// log lives (`flock`, which the system takes back with the process): two runs never write one
  /// log.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - appending: whether lines are added to what the file holds, as a resumed run does.
  /// - Throws: `CommandFailure` (73) for a file that is no log, that another run writes, or that cannot
  ///   be created.
  package init(path: String, appending: Bool = false) throws(CommandFailure) {
    // Safe: the path is a terminated string for the duration of the call.
    let number = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard number >= 0 else {
      throw SystemFailure(operation: .create, path: path, number: errno).commandFailure
    }
    file = FileDescriptor(number: number, name: path)
    let size = lseek(number, 0, SEEK_END)
    // A pipe or a terminal has no size and nothing to protect, but only a pipe cannot be sought in.
    guard size >= 0 else { return }
    if flock(number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw CommandFailure(
        .cannotCreate, "--log: another run is writing \(visible(path)); choose another name")
    }
    guard size > 0 else { return }
    let beginning = "{\"event\":\"\(Self.firstEvent)\""
    let line = firstLine(beginning.utf8.count)
    // The run may have died while it wrote this.
    guard line.utf8.count >= 10, beginning.hasPrefix(line) else {
      throw CommandFailure(
        .cannotCreate, "--log: \(visible(path)) exists and is not a log; choose another name")
    }
    if !appending {
      guard ftruncate(number, 0) == 0 else {
        throw SystemFailure(operation: .create, path: path, number: errno).commandFailure
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
  /// - Throws: `CommandFailure` (74) when the file cannot be written, a full disk for example.
  package func append(
    _ event: String, _ members: KeyValuePairs<String, JSONValue?>, _ more: [JSONValue.Member] = []
  ) throws(CommandFailure) {
    try append(event, JSONValue.members(members) + more)
  }

  /// Writes one line.
  ///
  /// - Throws: `CommandFailure` (74) when the file cannot be written.
  package func append(
    _ event: String, _ members: [JSONValue.Member]
  ) throws(CommandFailure) {
    let first = JSONValue.Member(name: "event", value: .string(event))
    try write(JSONValue.object([first] + members).text + "\n")
  }

  private func write(_ text: String) throws(CommandFailure) {
    do throws(SystemFailure) {
      try file.write(Array(text.utf8))
    } catch {
      // Unlike standard output, a log that nobody reads is a fault worth a message.
      throw error.number == EPIPE
        ? CommandFailure(
          .inputOutput, "\(visible(file.name)): cannot be written: its reader is gone")
        : error.commandFailure
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
