import Foundation
import ModelFiles
import Recur
import Testing

@testable import RecurCommand

/// A directory of its own and the built command run in it as a child, the way a shell does.
final class CharLMSession: Sendable {
  struct Outcome: Sendable {
    var status: Int32
    var output: String
    var diagnostics: String
  }

  let directory: URL
  /// What stands after `recur`: `charlm` or `translate`, which is the kind of its models too.
  private let command: String

  init(_ command: String = "charlm") throws {
    self.command = command
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("recur-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// A text with some structure, `repetitions` lines long.
  static func text(_ repetitions: Int) -> String {
    (0..<repetitions).map { "line \($0 % 7): the cat sat on mat \($0 % 5).\n" }.joined()
  }

  /// Small sizes: the kernels are slow in a debug build. The course of the rate does not depend on
  /// the length of the run.
  static let small = [
    "--hidden-size", "6", "--layers", "2", "--batch-size", "4", "--sequence-length", "10",
    "--sample-length", "8", "--threads", "2", "--preset", "recur-1",
  ]

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: directory.appendingPathComponent(name))
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: directory.appendingPathComponent(name))
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// The executable beside the test bundle.
  static func executable() throws -> URL {
    let beside =
      [Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0])]
      + Bundle.allBundles.map(\.bundleURL)
    let candidates = beside.flatMap { url in
      [
        url.appendingPathComponent("recur"),
        url.deletingLastPathComponent().appendingPathComponent("recur"),
      ]
    }
    return try #require(
      candidates.first {
        FileManager.default.isExecutableFile(atPath: $0.path) && !$0.hasDirectoryPath
      })
  }

  /// The signals that end a run which saves: not the hang-up where it is ignored, as by nohup(1),
  /// since a child then ignores it too.
  static let endings: [Int32] = {
    let earlier = signal(SIGHUP, SIG_IGN)
    signal(SIGHUP, earlier)
    let isIgnored = unsafeBitCast(earlier, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    return [SIGINT, SIGTERM] + (isIgnored ? [] : [SIGHUP])
  }()

  /// Starts the command with the arguments; standard error goes to a pipe.
  func start(
    _ arguments: [String], kernels: String? = nil, environment: [String: String] = [:],
    input: Pipe? = nil
  ) throws -> (process: Process, diagnostics: FileHandle, output: URL) {
    let output = directory.appendingPathComponent("output-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let diagnostics = Pipe()
    let process = Process()
    process.executableURL = try Self.executable()
    process.arguments = [command] + arguments
    process.currentDirectoryURL = directory
    process.standardInput = input ?? FileHandle.nullDevice as Any
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = diagnostics
    process.environment = ProcessInfo.processInfo.environment
      .merging(kernels.map { ["RECUR_KERNELS": $0] } ?? [:]) { $1 }.merging(environment) { $1 }
    try process.run()
    return (process, diagnostics.fileHandleForReading, output)
  }

  /// Runs the command to its end.
  func run(
    _ arguments: [String], kernels: String? = nil, environment: [String: String] = [:],
    input: String? = nil
  ) throws -> Outcome {
    let pipe = input.map { _ in Pipe() }
    let (process, diagnostics, output) = try start(
      arguments, kernels: kernels, environment: environment, input: pipe)
    if let input, let pipe {
      try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try pipe.fileHandleForWriting.close()
    }
    let said = try diagnostics.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    return Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      diagnostics: String(decoding: said, as: UTF8.self))
  }

  /// Starts training and sends `signal` once `word` has appeared on standard error; returns how it
  /// ended.
  func train(_ arguments: [String], until word: String, signal: Int32) throws -> Process {
    let (process, diagnostics, _) = try start(["train"] + arguments)
    var said = Data()
    while !String(decoding: said, as: UTF8.self).contains(word) {
      let piece = diagnostics.availableData
      guard !piece.isEmpty else { break }
      said += piece
    }
    kill(process.processIdentifier, signal)
    _ = try diagnostics.readToEnd()
    process.waitUntilExit()
    return process
  }

  /// Where the training in a checkpoint stands.
  func progress(_ name: String) throws -> TrainingSnapshot.Progress {
    try TrainingSnapshot(
      Checkpoint(contentsOf: path(name), kind: command, newestVersion: 1)
    ).progress
  }

  /// Every tensor in a checkpoint and what the training stands at, but not what depends on where it
  /// was stopped and validated.
  func training(_ name: String) throws -> [String: Data] {
    let file = try SafetensorsFile(contentsOf: path(name))
    var result: [String: Data] = [:]
    for name in file.names {
      if let values = try? file.values(of: name, as: Float.self) {
        result[name] = Data(values.flatMap { Float.bytes(of: [$0].span) })
      } else {
        result[name] = Data(try file.values(of: name, as: UInt8.self))
      }
    }
    result["estimator"] = file.metadata["recur.section.estimator"].map { Data($0.utf8) }
    result["updates"] = Data(String(try progress(name).updates).utf8)
    return result
  }

  /// The objects of a file of JSON lines.
  func lines(_ name: String) throws -> [[String: Any]] {
    try Self.objects(String(decoding: try bytes(name), as: UTF8.self))
  }

  static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
  }
}
