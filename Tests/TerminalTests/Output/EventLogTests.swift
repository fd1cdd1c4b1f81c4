import Foundation
import Testing

@testable import Terminal

@Suite("Event log")
final class EventLogTests {
  private let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("recur-log-\(UUID().uuidString)")
  private var path: String { directory.appendingPathComponent("run.jsonl").path }

  init() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }

  private func content() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test("each line is an object with the event first and the members in the order given")
  func lines() throws {
    let log = try EventLog(path: path)
    try log.append("plan", ["zebra": 1, "apple": "x", "absent": nil, "loss": 1.5])
    #expect(try content() == #"{"event":"plan","zebra":1,"apple":"x","loss":1.5}"# + "\n")
    try log.append("end", [:])
    #expect(try content().hasSuffix("}\n" + #"{"event":"end"}"# + "\n"))
  }

  @Test(
    "values are JSON",
    arguments: [
      (.null, "null"), (true, "true"), (-3, "-3"), (0.1, "0.1"), (.number(.nan), "null"),
      (.number(-.infinity), "null"), (.number(1e-300), "1e-300"), (.number(5e20), "5e+20"),
      ("日本 \"\\\n\r\t\u{1}\u{7F}", #""日本 \"\\\n\r\t\u0001\u007f""#),
      ([1, [], "a"], #"[1,[],"a"]"#), (["b": 1, "a": [:]], #"{"b":1,"a":{}}"#),
    ] as [(JSONValue, String)])
  func values(value: JSONValue, expected: String) throws {
    #expect(value.text == expected)
    #expect(throws: Never.self) {
      try JSONSerialization.jsonObject(with: Data(value.text.utf8), options: .fragmentsAllowed)
    }
  }

  @Test("a new log replaces the old one")
  func replacing() throws {
    try EventLog(path: path).append("plan", [:])
    try EventLog(path: path).append("plan", ["updates": 1])
    #expect(try content() == #"{"event":"plan","updates":1}"# + "\n")
  }

  @Test("a resumed run adds to the log, on a line of its own even after a torn one")
  func appending() throws {
    try Data(#"{"event":"pl"#.utf8).write(to: URL(fileURLWithPath: path))
    try EventLog(path: path, appending: true).append("end", [:])
    try EventLog(path: path, appending: true).append("end", [:])
    #expect(
      try content() == #"{"event":"pl"# + "\n" + #"{"event":"end"}"# + "\n" + #"{"event":"end"}"#
        + "\n")
  }

  @Test(
    "a file that is not a log is left as it is, JSON or not",
    arguments: [
      "My novel", #"{"id": 1}"# + "\n", #"{"event":"end"}"#, #"{"event":"planned"}"#, "{\n", "{",
    ], [false, true])
  func protection(text: String, appending: Bool) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let failure = CommandFailure(
      .cannotCreate, "--log: \(visible(path)) exists and is not a log; choose another name")
    #expect(throws: failure) { try EventLog(path: self.path, appending: appending) }
    #expect(try content() == text)
  }

  @Test("a log that is being written is not opened a second time")
  func locked() throws {
    let log = try EventLog(path: path)
    try log.append("plan", [:])
    let failure = CommandFailure(
      .cannotCreate, "--log: another run is writing \(visible(path)); choose another name")
    #expect(throws: failure) { try EventLog(path: self.path, appending: true) }
    withExtendedLifetime(log) {}
  }

  @Test("a log that cannot be created names its path")
  func uncreatable() throws {
    let missing = directory.path + "/missing/run.jsonl"
    let failure = CommandFailure(
      .cannotCreate, "\(visible(missing)): cannot be created: No such file or directory")
    #expect(throws: failure) { try EventLog(path: missing) }
    let isDirectory = SystemFailure(operation: .create, path: directory.path, number: EISDIR)
    #expect(throws: isDirectory.commandFailure) { try EventLog(path: self.directory.path) }
  }

  #if os(Linux)
    @Test("a full disk is told at the line that did not fit")
    func fullDisk() throws {
      let log = try EventLog(path: "/dev/full")
      let failure = CommandFailure(
        .inputOutput, "/dev/full: cannot be written: No space left on device")
      #expect(throws: failure) { try log.append("plan", [:]) }
    }
  #endif
}
