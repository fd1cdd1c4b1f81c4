import Foundation
import Recur
import Testing

@testable import RecurCommand

@Suite("charlm: dynamic evaluation and ensembles")
struct CharLMAdaptTests {
  private func session(_ options: [String] = []) throws -> CharLMSession {
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    let trained = try session.run(
      ["train", "text", "-o", "m.safetensors", "--epochs", "1"] + CharLMSession.small + options)
    #expect(trained.status == 0, "\(trained.diagnostics)")
    return session
  }

  private func object(_ session: CharLMSession, _ arguments: [String]) throws -> [String: Any] {
    let outcome = try session.run(["evaluate"] + arguments + ["--json"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    return try #require(try CharLMSession.objects(outcome.output).first)
  }

  @Test(
    "the static figures stay, and the adapting ones stand beside them, for any number of threads",
    arguments: [
      [], ["--unit", "byte", "--cell", "gru", "--dropout", "0.3"],
      ["--unit", "word", "--embedding-size", "4"], ["--cell", "jordan", "--layers", "1"],
    ])
  func evaluate(options: [String]) throws {
    let session = try session(options)
    let before = try session.bytes("m.safetensors")
    let unit = options.first == "--unit" ? options[1] : "character"
    let name = "nats_per_\(unit)"
    let plain = try object(session, ["m", "text"])
    let learning = ["m", "text", "--adapt", "--adapt-rate", "0.01"]
    let beside = try object(session, learning + ["--threads", "1"])
    #expect(beside[name] as? Double == plain[name] as? Double)
    #expect(plain["adapting"] == nil)
    let adapting = try #require(beside["adapting"] as? [String: Any])
    let loss = try #require(adapting[name] as? Double)
    #expect(try loss < #require(plain[name] as? Double))
    #expect(adapting["segment"] as? Int == AdaptationOptions().segmentLength)
    #expect(adapting["learning_rate"] as? Double == 0.01)
    #expect(adapting["\(unit)s_per_second"] as? Double ?? 0 > 0)
    let two = try object(session, learning + ["--threads", "2"])
    #expect((two["adapting"] as? [String: Any])?[name] as? Double == loss)
    #expect(try session.bytes("m.safetensors") == before)
  }

  @Test(
    "the table has a column of each protocol, and the loss of every symbol is that of the second")
  func table() throws {
    let session = try session()
    let outcome = try session.run(["evaluate", "m", "text", "--adapt"])
    #expect(outcome.output.hasPrefix("measure "))
    #expect(outcome.output.contains("static") && outcome.output.contains("adapting"))
    #expect(outcome.diagnostics.contains("another protocol"))
    let each = try session.run(["evaluate", "m", "text", "--adapt", "--per-character"])
    #expect(each.status == 0, "\(each.diagnostics)")
    let lines = try CharLMSession.objects(each.output)
    let nats = lines.compactMap { $0["nats"] as? Double }
    let adapting = try #require(
      object(session, ["m", "text", "--adapt"])["adapting"] as? [String: Any])
    let mean = nats.reduce(0, +) / Double(nats.count)
    #expect(nats.count == CharLMSession.text(30).count - 1)
    #expect(try abs(mean - #require(adapting["nats_per_character"] as? Double)) < 1e-6)
  }

  @Test("a model that has learned from the beginning writes otherwise, and its file stays")
  func sample() throws {
    let session = try session()
    let before = try session.bytes("m.safetensors")
    let command = ["sample", "m", "--prime-file", "text", "--length", "40", "--greedy"]
    let plain = try session.run(command)
    let adapted = try session.run(command + ["--adapt", "--adapt-rate", "0.02"])
    #expect(adapted.status == 0, "\(adapted.diagnostics)")
    #expect(adapted.output.hasPrefix(CharLMSession.text(30).dropLast()))
    #expect(plain.output != adapted.output)
    #expect(
      try session.run(command + ["--adapt", "--adapt-rate", "0.02"]).output == adapted.output)
    #expect(try session.bytes("m.safetensors") == before)
  }

  @Test("models are averaged, whatever their sizes; a model beside itself changes nothing")
  func ensemble() throws {
    let session = try session()
    let other = try session.run(
      ["train", "text", "-o", "n", "--epochs", "1", "--seed", "9", "--cell", "gru"]
        + CharLMSession.small + ["--hidden-size", "9"])
    #expect(other.status == 0, "\(other.diagnostics)")
    func loss(_ models: [String]) throws -> Double {
      try #require(object(session, models)["nats_per_character"] as? Double)
    }
    let (one, two) = (try loss(["m", "text"]), try loss(["n", "text"]))
    let both = try loss(["m", "text", "--ensemble", "n"])
    #expect(both < (one + two) / 2)
    #expect(try abs(loss(["m", "text", "--ensemble", "m"]) - one) < 1e-6)
    #expect(
      try abs(loss(["m", "text", "--ensemble", "n", "--batch-size", "4"]) - both) < 0.1)
    let text = try session.run(["sample", "m", "--length", "50"])
    let same = try session.run(["sample", "m", "--length", "50", "--ensemble", "m"])
    let mixed = try session.run(["sample", "m", "--length", "50", "--ensemble", "n"])
    #expect(mixed.status == 0 && text.output == same.output && text.output != mixed.output)
  }

  @Test("what makes no sense is refused in words")
  func refused() throws {
    let session = try session()
    try session.write(CharLMSession.text(30) + "ü", to: "more")
    #expect(
      try session.run(
        ["train", "more", "-o", "n", "--epochs", "1"] + CharLMSession.small
      ).status == 0)
    for (line, status, message) in [
      ("evaluate @/m @/text --adapt-rate 1", 64, "see --adapt"),
      ("evaluate @/m @/text --adapt --adapt-rate -1", 64, "--adapt-rate"),
      ("evaluate @/m @/text --adapt --adapt-steps 0", 64, "--adapt-steps"),
      ("evaluate @/m @/text --adapt --ensemble @/m", 64, "one model goes on learning"),
      ("evaluate @/m @/text --adapt --memory-limit 300k", 64, "use a smaller model"),
      ("sample @/m --adapt", 64, "give one by --prime-file"),
      ("evaluate @/m @/text --ensemble @/n", 65, "has another vocabulary than"),
      ("evaluate @/m @/text --ensemble @/none", 66, "no such model"),
      ("evaluate @/m @/text --ensemble @/text", 65, "text"),
      ("sample @/m --ensemble @/n", 65, "its symbol "),
    ] {
      try WrongInput("charlm \(line)", Int32(status), message).expectRefused(in: session)
    }
  }
}
