import Foundation
import Recur
import Terminal
import TerminalTesting
import Testing

@testable import ModelFiles
@testable import RecurCommand

/// What the tests of mutated model files share: intact files of every kind, and the commands that
/// open them.
private struct Readers {
  /// Small texts and models in a directory.
  let directory: URL

  private static let text = String(repeating: "a bad cab, a dab; ", count: 8)
  private static let pairs = (0..<12).map { "a\($0 % 7) b\($0 % 3)\tb\($0 % 3) a\($0 % 7)\n" }
    .joined()

  private static let recurrent = [
    "--hidden-size", "3", "--layers", "1", "--batch-size", "2", "--sequence-length", "4",
  ]
  private static let forward = ["--hidden-size", "3", "--layers", "1", "--update-every", "4"]
  /// The options that each model is trained with, by its name.
  private static let models: [String: [String]] = [
    "plain": recurrent,
    "windows": recurrent + ["--backpropagation-length", "7", "--dropout", "0.1"],
    "tied": recurrent + ["--embedding-size", "3", "--tied", "--cell", "gru", "--optimizer", "sgd"],
    "words": recurrent + ["--unit", "word", "--validation-fraction", "0", "--cell", "rnn"],
    "rtrl": forward + ["--trainer", "rtrl"],
    "blocked": forward + ["--trainer", "blocked-rtrl", "--block-length", "3"],
    "uoro": forward + ["--trainer", "uoro", "--cell", "gru-reset-before"],
    "kf": forward + ["--trainer", "kf-rtrl", "--cell", "rnn"],
    "stream": forward + ["--trainer", "rflo", "--stream"],
    "rflo": forward + ["--trainer", "rflo", "--cell", "lstm-peepholes"],
  ]
  private static let translations: [String: [String]] = [
    "attention": [], "peeky": ["--attention", "none", "--peeky", "--cell", "gru"],
    "bidirectional": ["--bidirectional", "--attention", "additive"],
  ]

  /// The model that is in a file by the library alone.
  private static let sequence = "sequence"

  static var names: [String] {
    models.keys.sorted() + translations.keys.sorted() + [sequence]
  }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  /// Trains the intact models.
  func prepare() throws {
    try Data(Self.text.utf8).write(to: directory.appendingPathComponent("text"))
    try Data(Self.pairs.utf8).write(to: directory.appendingPathComponent("pairs"))
    for (name, options) in Self.models.sorted(by: { $0.key < $1.key }) {
      try offerText()
      #expect(
        run(
          ["charlm", "train", text(of: name), "-o", path(name), "--updates", "3"] + Self.quick
            + options)
          == .success)
    }
    try SequenceModel<Float>(
      zeros: SequenceModelConfiguration(
        input: .vectors(2), outputSize: 2, cell: GRUCell(), layers: 2, hiddenSize: 3)
    ).save(to: path(Self.sequence))
    for (name, options) in Self.translations.sorted(by: { $0.key < $1.key }) {
      #expect(
        run(
          ["translate", "train", path("pairs"), "-o", path(name), "--updates", "3"] + Self.small
            + options) == .success)
    }
  }

  private static let small = [
    "--hidden-size", "4", "--embedding-size", "2", "--batch-size", "5", "--samples", "0",
    "--validation-fraction", "0.2", "--validation-sample", "1",
    "--threads", "1", "--quiet",
  ]
  private static let quick = ["--threads", "1", "--sample-length", "0", "--quiet"]

  /// Makes the text what standard input gives next.
  private func offerText() throws {
    let file = try FileHandle(forReadingFrom: directory.appendingPathComponent("text"))
    try #require(dup2(file.fileDescriptor, 0) == 0)
  }

  private func text(of name: String) -> String { name == "stream" ? "-" : path("text") }

  private func run(_ arguments: [String]) -> ExitCode {
    let sink = MemorySink()
    return Program.recur.run(
      arguments, console: Console(output: sink, diagnostics: sink, flushesEveryLine: false))
  }

  /// The ways to open a file: to write with it, to measure it, to go on with it, and to go on with
  /// it as the latest state of the intact model.
  static let count = 4

  /// Opens a file by one of the ways, which end well or refuse it.
  func read(_ bytes: [UInt8], _ way: Int, of name: String) throws -> ExitCode {
    let m = path("m")
    try? FileManager.default.removeItem(atPath: path("m.latest"))
    try Data(bytes).write(to: directory.appendingPathComponent(way == 3 ? "m.latest" : "m"))
    if way == 3 {
      try Data(contentsOf: directory.appendingPathComponent(name))
        .write(to: directory.appendingPathComponent("m"))
    }
    if name == Self.sequence {
      do {
        _ = try SequenceModel<Float>(contentsOf: way == 3 ? path("m.latest") : m)
        return .success
      } catch {
        return error.commandFailure.exitCode
      }
    }
    if Self.translations[name] != nil {
      switch way {
      case 0: return run(["translate", "run", m, "a1 b2", "--threads", "1", "--unknown", "unk"])
      case 1: return run(["translate", "evaluate", m, path("pairs"), "--threads", "1"])
      default:
        return run(
          [
            "translate", "train", path("pairs"), "--resume", m, "--updates", "4", "--threads", "1",
            "--quiet",
          ])
      }
    }
    switch way {
    case 0: return run(["charlm", "sample", m, "--length", "4"])
    case 1:
      return run(["charlm", "evaluate", m, path("text"), "--threads", "1", "--unknown", "skip"])
    default:
      try offerText()
      return run(
        [
          "charlm", "train", text(of: name), "--resume", m, "--updates", "4", "--threads", "1",
          "--sample-length", "2", "--quiet",
        ])
    }
  }
}

@Suite("Model files that lie")
struct ModelFileFuzzTests {
  /// Mutated files in a run of the tests: `RECUR_FUZZ` asks for more, `RECUR_FUZZ_FROM` for other
  /// seeds than those from 0.
  private static let numbers: Range<Int> = {
    let environment = ProcessInfo.processInfo.environment
    let first = environment["RECUR_FUZZ_FROM"].flatMap { Int($0) } ?? 0
    return first..<first + (environment["RECUR_FUZZ"].flatMap { Int($0) } ?? 2_000)
  }()
  /// Bytes that a file may cost beside four times its own.
  private static let mostBytes = Sanitizer.keepsShadow ? 256 << 20 : 64 << 20

  @Test("every reader takes a mutated file or refuses it: none traps, hangs or takes memory for it")
  func mutated() async throws {
    let session = try CharLMSession()
    let (first, end) = (Self.numbers.lowerBound, Self.numbers.upperBound)
    // In a process of its own, whose memory is this test's alone and whose trap is a failure.
    let result = await #expect(processExitsWith: .success) {
      [path = session.directory.path as String, first = first as Int, end = end as Int] in
      let readers = Readers(directory: URL(fileURLWithPath: path))
      try readers.prepare()
      let intact = try Readers.names.map { try SafetensorsFile(contentsOf: readers.path($0)) }
      var peak = 0
      var largest = 0
      for number in first..<end {
        let (index, way) = (number % intact.count, number / intact.count % Readers.count)
        var mutation = MutatedFile(intact[index], seed: UInt64(number))
        let bytes = mutation.bytes()
        try Data("\(number) \(Readers.names[index]) \(way)\n".utf8)
          .write(to: readers.directory.appendingPathComponent("case"))
        let code = try readers.read(bytes, way, of: Readers.names[index])
        #expect(
          [.success, .usage, .unusableData].contains(code),
          "case \(number) of \(Readers.names[index]), way \(way): \(code)")
        largest = max(largest, bytes.count)
        let resident = try #require(ProcessInfo.peakResidentBytes)
        // What the first cases take, the program itself and its caches, is no file's.
        if number < first + Readers.count * intact.count { peak = resident }
        try #require(
          resident <= peak + 4 * largest + Self.mostBytes, "case \(number) took \(resident - peak)")
      }
    }
    if result == nil {
      Issue.record("it ended at \(String(decoding: try session.bytes("case"), as: UTF8.self))")
    }
  }
}
