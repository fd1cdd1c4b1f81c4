import Foundation
import Testing

@testable import RecurCommand

/// What a new user types, in a shell, one line after the other, and what each line answers.
@Suite("The first hour")
struct FirstHourTests {
  /// A line, the exit code, and words that it prints on one of its two streams.
  private typealias Line = (command: String, status: Int32, words: String)

  private static let size = "--hidden-size 6 --layers 1 --threads 1 --sample-length 8"

  private static let lines: [Line] = [
    ("recur", 0, "Usage: recur COMMAND ..."), ("recur -V", 0, "recur \(commandVersion)\n"),
    ("recur --version", 0, "recur "), ("recur help", 0, "charlm "),
    ("recur hlep", 64, "recur: unknown command"),
    ("recur charlm", 0, "train       train a language model"),
    ("recur charlm train -h", 0, "Used most:\n  -o, --output MODEL"),
    ("recur charlm train --help", 0, "Optimisation:\n"),
    ("recur charlm train", 64, "TEXT is missing\ngive what to train on"),
    ("recur charlm train none.txt", 66, "recur: none.txt: no such file"),
    ("recur charlm train --rnn_size 6 text", 64, "it is --hidden-size here"),
    ("recur charlm train text --lr 0.1", 64, "it is --learning-rate here"),
    ("recur charlm train text -gpuid 0", 64, "recur works on the processor"),
    ("recur charlm train text --hiden-size 6", 64, "did you mean '--hidden-size'?"),
    ("recur charlm train text --cell jordan", 64, "tip: use --layers 1"),
    (
      "recur charlm train text --epochs 3 \(size)", 0, "next: recur charlm sample model.safetensors"
    ),
    ("recur charlm train text --epochs 3 \(size)", 73, "model.safetensors exists"),
    ("recur charlm sample --length 20", 0, "\n"),
    ("recur charlm sample model --length 20", 0, "\n"),
    ("recur charlm sample modle", 66, "modle: no such model"),
    ("recur charlm sample --prime 'line 1:' --stop : --length 9", 0, "line 1:"),
    (#"recur charlm sample --prime 'mat 2.\nline' --length 5"#, 0, "mat 2.\nline"),
    ("echo 'the cat' | recur charlm sample --prime - --length 5", 0, "the cat"),
    ("recur charlm sample --temperature 0 --length 9", 0, "\n"),
    ("recur charlm sample --endless | head -c 500", 0, "\n"),
    ("recur charlm sample --count 2 --length 5 --json", 0, "\"}\n{\"text\":\""),
    ("recur charlm evaluate model text", 0, "bits per byte"),
    ("recur charlm evaluate model text --json", 0, "\"nats_per_character\":"),
    ("recur info", 0, "language model: lstm, 1 layer of 6"),
    ("recur info model --json", 0, "\"configuration\":{\"cell\":\"lstm\""),
    ("recur charlm train --resume model --epochs 4", 0, " updates are done\n"),
    ("recur charlm train --resume model --epochs 4", 0, "nothing left to train"),
    ("recur charlm train --resume model --hidden-size 7", 64, "it was trained with 6"),
    ("recur charlm train books -o books.safetensors --epochs 1 \(size)", 0, "the end of each file"),
    ("recur charlm train text -o words --unit word --epochs 1 \(size)", 0, " words, "),
    ("recur charlm sample words --length 5", 0, "\n"),
    ("recur charlm train text -o gru --cell gru --epochs 1 -q \(size)", 64, "unknown option '-q'"),
    (
      "recur charlm train text -o gru --cell gru --epochs 1 --quiet --json \(size)", 0,
      "{\"model\":\"gru\",\"latest\":\"gru.latest\""
    ),
    ("recur charlm train text -o brief --max-seconds 0.01 \(size)", 0, "validation loss"),
    (
      "recur translate train pairs -o t --epochs 1 --hidden-size 6 --threads 1", 0,
      "next: recur translate run t"
    ),
    ("recur translate run t 'one two'", 0, "\n"),
    ("recur translate run t 'one two' --json", 0, "{\"source\":\"one two\",\"translations\":[{"),
    ("recur translate evaluate t pairs --greedy", 0, "exact match"),
    ("recur translate train --resume t --epochs 2", 0, "best t"),
    ("recur --generate-completion-script bash", 0, "complete -o filenames -F _recur recur"),
    ("recur help charlm train --man", 0, ".SH \"USED MOST\""),
  ]

  @Test("every line that a new user types answers as it should")
  func script() throws {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    try FileManager.default.createDirectory(
      atPath: session.path("books"), withIntermediateDirectories: true)
    for name in ["books/a.txt", "books/b.txt"] {
      try session.write(CharLMSession.text(20), to: name)
    }
    let pairs = ["one two\tun deux", "two three\tdeux trois", "three one\ttrois un", "two\tdeux"]
    try session.write(pairs.map { "\($0)\n" }.joined(), to: "pairs")
    let folder = try CharLMSession.executable().deletingLastPathComponent().path
    for (command, status, words) in Self.lines {
      let (process, pipe) = (Process(), Pipe())
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "PATH='\(folder)':$PATH; \(command)"]
      process.currentDirectoryURL = session.directory
      process.standardInput = FileHandle.nullDevice
      (process.standardOutput, process.standardError) = (pipe, pipe)
      try process.run()
      let text = String(
        decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == status, "\(command): \(text)")
      #expect(text.contains(words), "\(command): \(text)")
    }
  }
}
