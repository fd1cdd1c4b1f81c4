import Foundation
import Testing

@testable import RecurCommand

/// Runs of every command at odd sizes, as children whose memory the system measures: no more than
/// what was planned, and what the program itself takes.
@Suite("--memory-limit at odd sizes", .serialized)
struct OddSizesTests {
  private static let limit = 60 << 20

  /// A directory with a text, pairs and a model of each.
  private static let prepared = Result { () throws -> CharLMSession in
    let session = try CharLMSession("charlm")
    try session.write(CharLMSession.text(300), to: "text")
    try session.write(
      (0..<50).map { "some \($0) words\tmany \($0 * 7) others, and more\n" }.joined(), to: "pairs")
    for arguments in [
      ["charlm", "train", "text", "-o", "m.safetensors", "--hidden-size", "45", "--updates", "1"]
        + ["--batch-size", "3", "--sample-length", "0", "--quiet"],
      ["translate", "train", "pairs", "-o", "t.safetensors", "--hidden-size", "21"]
        + ["--updates", "1", "--samples", "0", "--quiet"],
    ] {
      let run = try MeasuredProcess(
        CharLMSession.executable(), arguments, in: session.directory)
      try #require(run.status == 0, "\(run.diagnostics)")
    }
    return session
  }

  private static let charlm = [
    "--hidden-size 1 --layers 1 --batch-size 1 --sequence-length 1",
    "--hidden-size 37 --layers 3 --batch-size 13 --sequence-length 91 --residual --dropout 0.5",
    "--cell gru --embedding-size 19 --hidden-size 33 --batch-size 7 --precision fast --threads 3",
    "--cell rnn --trainer rtrl --hidden-size 23 --update-every 3 --threads 2",
    "--trainer blocked-rtrl --hidden-size 31 --layers 1 --batch-size 3 --block-length 17",
    "--trainer checkpointed-bptt --sequence-length 500 --batch-size 6 --hidden-size 40",
    "--trainer truncated-bptt --backpropagation-length 77 --batch-size 5 --hidden-size 29",
    "--trainer snap-1 --hidden-size 61 --batch-size 9", "--unit word --batch-size 2",
    "--optimizer adadelta --hidden-size 150 --batch-size 2 --validation-fraction 0",
    "--cell relu-rnn --hidden-size 17 --batch-size 11 --sequence-length 13 --clip-value 0.5",
    "--cell jordan --layers 1 --hidden-size 26 --batch-size 3",
    "--cell gru-reset-before --hidden-size 27 --batch-size 6 --backpropagation-length 63",
    "--cell lstm-peepholes --hidden-size 15 --tied --batch-size 5 --split streams",
    "--trainer uoro --hidden-size 43 --update-every 11",
    "--trainer kf-rtrl --cell rnn --layers 1 --hidden-size 35 --batch-size 3",
    "--trainer rflo --hidden-size 77 --layers 1", "--trainer e-prop --cell gru --hidden-size 39",
    "--trainer snap-2 --cell rnn --hidden-size 13 --update-every 5",
    "--trainer rtrl --cell jordan --layers 1 --hidden-size 9",
    "--unit byte --split streams --batch-size 3 --sequence-length 31 --optimizer adagrad",
    "--unit scalar --vocabulary-size 7 --batch-size 2 --optimizer nesterov --momentum 0.8",
    "--layers 7 --hidden-size 5 --batch-size 2 --dropout 0.3",
    "--cell lstm-capped --readout-from all --hidden-size 31 --layers 3 --batch-size 3",
    "--weight-drop 0.4 --embedding-dropout 0.1 --hidden-size 37 --batch-size 3 --threads 2",
    "--weight-drop 0.1 --cell gru-reset-before --embedding-size 11 --input-dropout 0.2",
    "--sequence-length 2000 --batch-size 1 --hidden-size 7 --layers 1 --threads 3",
    "--trainer checkpointed-bptt --sequence-length 997 --checkpoint-slots 3 --batch-size 2",
    "--unit word --embedding-size 100 --hidden-size 100 --batch-size 1 --sequence-length 9",
  ].map { "charlm train text -o a --overwrite --updates 2 --sample-length 9 \($0)" }

  private static let translate = [
    "--attention none --bidirectional --hidden-size 34 --batch-size 7",
    "--attention additive --unit word --cell gru --layers 2 --hidden-size 19 --threads 3",
    "--tied --hidden-size 41 --precision fast --validation-fraction 0",
    "--attention dot --cell rnn --hidden-size 18 --batch-size 3",
    "--attention general --input-feeding --hidden-size 22 --batch-size 50",
    "--attention none --reverse --peeky --hidden-size 12 --bridge tanh",
    "--layers 3 --hidden-size 10 --dropout 0.4 --test-fraction 0.1",
    "--weight-drop 0.4 --embedding-dropout 0.1 --bidirectional --hidden-size 26",
    "--shared-vocabulary --lowercase --hidden-size 14 --scheduled-sampling 0.3",
    "--unit word --split-punctuation --minimum-count 2 --hidden-size 25",
    "--cell lstm-peepholes --hidden-size 8 --batch-size 1 --optimizer sgd",
  ].map { "translate train pairs -o b --overwrite --updates 2 \($0)" }

  private static let others = [
    "charlm evaluate m.safetensors text --threads 2",
    "charlm evaluate m.safetensors text --batch-size 77",
    "charlm evaluate m.safetensors text --batch-size 65536 --threads 2",
    "charlm evaluate m.safetensors text --per-character",
    "charlm evaluate m.safetensors text text text --batch-size 13",
    "charlm sample m.safetensors --length 5", "charlm sample m.safetensors --greedy --length 77",
    "charlm sample m.safetensors --prime line --length 33 --top-p 0.7 --count 3",
    "translate evaluate t.safetensors pairs --beam 13 --max-length 11",
    "translate evaluate t.safetensors pairs --greedy --threads 3 --max-length 11",
    "translate run t.safetensors seven --n-best 7 --max-length 11",
    "translate run t.safetensors one two many --beam 5 --max-length 5 --unknown unk",
    "translate evaluate t.safetensors pairs --beam 2 --bands 0 --worst 0 --max-length 7",
    "benchmark train --cell rnn --hidden-size 1 --layers 1 --batch-size 1 --sequence-length 1 "
      + "--seconds 0.01",
    "benchmark train --trainer blocked-rtrl --hidden-size 21 --batch-size 3 --seconds 0.01",
    "benchmark translate --hidden-size 30 --batch-size 9 --seconds 0.01 --threads 2",
    "benchmark sample --hidden-size 1 --length 3",
    "compare --cells rnn --hidden-sizes 3 --sequence-lengths 777 --seconds 0.2 --text text",
    "compare --cells lstm --hidden-sizes 65 --sequence-lengths 2 --seconds 0.2 "
      + "--characters 50 --trainers snap-1,rflo",
    "benchmark train --cell gru --hidden-size 3 --batch-size 700 --seconds 0.01 --threads 2",
    "benchmark train --trainer snap-1 --batch-size 300 --sequence-length 2 --hidden-size 9 "
      + "--seconds 0.01",
    "benchmark sample --cell rnn --hidden-size 301 --length 10 --vocabulary-size 5001",
    "benchmark kernels --only tanh --seconds 0.0001",
    "compare --cells gru --hidden-sizes 7,33 --sequence-lengths 1,333 --seconds 0.3 "
      + "--characters 99 --trainers bptt,checkpointed-bptt,uoro,rtrl",
  ]

  @Test("what is held was planned", arguments: charlm + translate + others)
  func kept(line: String) throws {
    let session = try Self.prepared.get()
    let executable = try CharLMSession.executable()
    var words = line.split(separator: " ").map(String.init)
    let trains = words[1] == "train" && words[0] != "benchmark"
    if trains {
      words += ["--log", "log"]
      try? FileManager.default.removeItem(atPath: session.path("log"))
    }
    let idle = try MeasuredProcess(executable, ["--version"], in: session.directory)
    let run = try MeasuredProcess(
      executable, words + ["--memory-limit", "\(Self.limit)"], in: session.directory)
    #expect(run.status == 0, "\(run.diagnostics)")
    let planned =
      trains
      ? try #require(try session.lines("log").first?["peak_memory_bytes"] as? Int)
      : try Self.planned(words, run, session)
    #expect(planned <= Self.limit)
    #expect(
      run.peakBytes <= planned + idle.peakBytes + MemoryLimitTests.allowance,
      "\(run.peakBytes) of \(planned) and \(idle.peakBytes) bytes")
  }

  /// What a command that keeps no log plans: what it says, or is refused with, where it has room
  /// for no more than its files.
  private static func planned(
    _ words: [String], _ run: MeasuredProcess, _ session: CharLMSession
  ) throws -> Int {
    if words[0] == "compare" { return try MemoryLimitTests.figure(run.diagnostics) }
    let files = try words.filter { session.exists($0) }.map { try session.bytes($0).count }
    let room = 2 * (files.max() ?? 0) + 1
    let refused = try MeasuredProcess(
      CharLMSession.executable(), words + ["--memory-limit", "\(room)"], in: session.directory)
    guard refused.status != 0 else { return room }
    #expect(refused.status == 64, "\(refused.diagnostics)")
    return try MemoryLimitTests.figure(refused.diagnostics)
  }
}
