import Foundation
import Terminal
import Testing

@testable import RecurCommand

@Suite("charlm sample and evaluate", .serialized)
struct CharLMSampleTests {
  /// A session with a trained model `m` and its text; the tests only read it.
  private static let trained = Result<CharLMSession, any Error>(catching: {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    let command =
      ["train", "text", "-o", "m", "--epochs", "12", "--learning-rate", "0.02", "--log", "log"]
      + CharLMSession.small
    let outcome = try session.run(command)
    guard outcome.status == 0 else { throw CommandFailure(.defect, outcome.diagnostics) }
    return session
  })

  private func sample(_ options: String...) throws -> CharLMSession.Outcome {
    try Self.trained.get().run(["sample", "m"] + options)
  }

  @Test("the same seed writes the same text, another one another")
  func seeds() throws {
    let first = try sample("--length", "100").output
    #expect(first.count == 101)
    #expect(try sample("--length", "100", "--seed", "123").output == first)
    #expect(try sample("--length", "100", "--seed", "9").output != first)
  }

  @Test("a prompt is written before what follows it")
  func prime() throws {
    let output = try sample("--prime", "line 3: the", "--length", "20").output
    #expect(output.hasPrefix("line 3: the"))
    #expect(output.count == "line 3: the".count + 21)
  }

  @Test("the greedy text does not depend on the seed")
  func greedy() throws {
    let first = try sample("--greedy", "--length", "50", "--seed", "1").output
    #expect(try sample("--greedy", "--length", "50", "--seed", "2").output == first)
    #expect(try sample("--top-k", "1", "--length", "50", "--seed", "3").output == first)
  }

  @Test("a text ends before the stop text")
  func stop() throws {
    let whole = try sample("--length", "400").output
    let stop = String(whole.dropFirst(150).prefix(2))
    let output = try sample("--length", "400", "--stop", "never", "--stop", stop).output
    let end = try #require(whole.range(of: stop))
    #expect(output == whole[..<end.lowerBound] + "\n")
  }

  @Test("several texts are one more line apart, and differ")
  func count() throws {
    let first = try sample("--length", "30").output
    let output = try sample("--length", "30", "--count", "3").output
    #expect(output.hasPrefix(first + "\n"))
    #expect(output.count == 3 * 31 + 2)
  }

  @Test("a prompt with a symbol the model never saw is an error unless it may be skipped")
  func unknown() throws {
    let refused = try sample("--prime", "thé", "--length", "5")
    #expect(refused.status == 65)
    #expect(refused.diagnostics.contains("the model does not know 'é' (line 1, column 3)"))
    let skipped = try sample("--prime", "thé", "--length", "5", "--unknown", "skip")
    #expect(skipped.status == 0)
    #expect(
      skipped.diagnostics.contains(
        "1 symbol of --prime was not in the model's vocabulary, left out: 'é'\n"))
    let shorter = try sample("--prime", "th", "--length", "5")
    #expect(skipped.output == shorter.output)
    let without = try sample("--prime", "thé", "--length", "5", "--unknown", "unk")
    #expect(without.status == 65)
    #expect(without.diagnostics.contains("no <unk>"))
  }

  @Test("a stop text does not begin in the prompt, its last character included")
  func stopInPrompt() throws {
    let whole = try sample("--prime", "line 3:", "--length", "60").output
    let output = try sample("--prime", "line 3:", "--length", "60", "--stop", ":").output
    let written = whole.dropFirst("line 3:".count)
    let end = written.firstIndex(of: ":") ?? written.index(before: written.endIndex)
    #expect(end > written.startIndex)
    #expect(output == whole[..<end] + "\n")
  }

  @Test("a line end can be written in a prompt and in a stop text")
  func escapes() throws {
    let output = try sample(
      "--prime", #"line 1: the cat sat on mat 1.\nline"#, "--length", "90", "--stop", #"\n"#
    ).output
    #expect(output.hasPrefix("line 1: the cat sat on mat 1.\nline"))
    #expect(output.split(separator: "\n").count == 2)
  }

  @Test("a prompt may come from a file or from standard input, without its last line end")
  func primeFile() throws {
    let session = try Self.trained.get()
    try session.write("line 2: the\n", to: "prompt")
    let expected = try sample("--prime", "line 2: the", "--length", "30").output
    #expect(try sample("--prime-file", "prompt", "--length", "30").output == expected)
    let piped = try session.run(
      ["sample", "m", "--prime", "-", "--length", "30"], input: "line 2: the\n")
    #expect(piped.output == expected)
    let refused = try sample("--prime-file", "no such file")
    #expect(refused.status == 66)
  }

  @Test("a cold start is another text than one after the text that the model remembers")
  func cold() throws {
    let warm = try sample("--length", "60").output
    let cold = try sample("--length", "60", "--cold").output
    #expect(cold != warm)
    #expect(try sample("--length", "60", "--cold").output == cold)
  }

  @Test("temperature 0 is greedy")
  func coldest() throws {
    let greedy = try sample("--greedy", "--length", "50").output
    #expect(try sample("--temperature", "0", "--length", "50", "--seed", "8").output == greedy)
  }

  @Test("without MODEL model.safetensors is taken, and a name stands for one with .safetensors")
  func names() throws {
    let (trained, session) = (try Self.trained.get(), try CharLMSession())
    for name in ["model.safetensors", "cats.safetensors"] {
      try trained.bytes("m").write(to: session.directory.appendingPathComponent(name))
    }
    let expected = try sample("--length", "20").output
    #expect(try session.run(["sample", "--length", "20"]).output == expected)
    #expect(try session.run(["sample", "cats", "--length", "20"]).output == expected)
  }

  @Test("a text without end goes on until its reader is gone, a stop text or Control-C")
  func endless() throws {
    let session = try Self.trained.get()
    let stopped = try sample("--endless", "--stop", "line")
    #expect(stopped.status == 0)
    #expect(!stopped.output.contains("line"))
    let (process, diagnostics, output) = try session.start(["sample", "m", "--endless"])
    while try Data(contentsOf: output).count < 3000 { usleep(1000) }
    kill(process.processIdentifier, SIGINT)
    #expect(try diagnostics.readToEnd() ?? Data() == Data())
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    #expect(try Data(contentsOf: output).last == UInt8(ascii: "\n"))
  }

  @Test("texts are objects of JSON where that is wanted")
  func json() throws {
    let text = try sample("--prime", "line", "--length", "30").output
    let objects = try CharLMSession.objects(
      sample("--prime", "line", "--length", "30", "--count", "2", "--json").output)
    #expect(objects.count == 2)
    #expect(objects.first?["text"] as? String == String(text.dropLast()))
  }

  private func value(_ name: String, _ table: String) throws -> Double {
    let row = try #require(table.split(separator: "\n").first { $0.hasPrefix(name) })
    let last = try #require(row.split(separator: " ").last)
    let number = Double(String(last).replacingOccurrences(of: ",", with: ""))
    return try #require(number)
  }

  @Test("evaluating the held-out text gives the loss that training found")
  func evaluateValidation() throws {
    let session = try Self.trained.get()
    let text = CharLMSession.text(30)
    let boundary = Int(Double(text.count) * 0.95)
    try session.write(String(text.dropFirst(boundary)), to: "tail")
    let outcome = try session.run(["evaluate", "m", "tail"])
    #expect(outcome.status == 0)
    let losses = try session.lines("log").compactMap { $0["validation_loss"] as? Double }
    let best = try #require(losses.min())
    #expect(abs(try value("nats per character", outcome.output) - best) < 1e-4)
  }

  @Test("every symbol's loss adds up to the total, and the summary goes to standard error")
  func perCharacter() throws {
    let session = try Self.trained.get()
    let outcome = try session.run(["evaluate", "m", "text", "--per-character"])
    #expect(outcome.status == 0)
    let lines = try CharLMSession.objects(outcome.output)
    let text = CharLMSession.text(30)
    #expect(lines.count == text.count - 1)
    #expect(lines.compactMap { $0["symbol"] as? String }.joined() == text.dropFirst())
    #expect(lines.compactMap { $0["offset"] as? Int } == Array(1..<text.count))
    let nats = lines.compactMap { $0["nats"] as? Double }
    let mean = nats.reduce(0, +) / Double(nats.count)
    #expect(abs(try value("nats per character", outcome.diagnostics) - mean) < 1e-4)
    for line in lines.prefix(20) {
      let (p, loss) = (line["probability"] as? Double, line["nats"] as? Double)
      #expect(abs(try #require(p) - exp(-(try #require(loss)))) < 1e-9)
    }
  }

  @Test("a text of ASCII has as many bits per byte as per character, <unk> or not")
  func bitsPerByte() throws {
    let session = try Self.trained.get()
    let train = ["train", "text", "-o", "few", "--epochs", "1", "--vocabulary-size", "6"]
    #expect(try session.run(train + CharLMSession.small).status == 0)
    let outcome = try session.run(["evaluate", "few", "text", "--unknown", "unk"])
    #expect(
      try value("bits per byte", outcome.output) == value("bits per character", outcome.output))
    #expect(outcome.diagnostics.contains("<unk> in their place: "))
    #expect(outcome.diagnostics.contains(" and others\n"))
  }

  @Test("line ends that the model does not know are named")
  func lineEnds() throws {
    let session = try Self.trained.get()
    try session.write("line 1\r\nline 2\r\n", to: "windows")
    let outcome = try session.run(["evaluate", "m", "windows"])
    #expect(outcome.status == 65)
    #expect(
      outcome.diagnostics.contains("the model's text ends its lines with LF, this one with CR LF"))
  }

  @Test("unknown symbols of a text are counted, or refused")
  func evaluateUnknown() throws {
    let session = try Self.trained.get()
    try session.write("the cåt såt.\n", to: "foreign")
    #expect(try session.run(["evaluate", "m", "foreign"]).status == 65)
    let outcome = try session.run(["evaluate", "m", "foreign", "--unknown", "skip"])
    #expect(outcome.status == 0)
    #expect(
      outcome.diagnostics.contains("2 symbols were not in the model's vocabulary, left out: 'å'\n"))
    #expect(try value("characters unknown", outcome.output) == 2)
    #expect(try value("characters predicted", outcome.output) == 10)
  }
}
