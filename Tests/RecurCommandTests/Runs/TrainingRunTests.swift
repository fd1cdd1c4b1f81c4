import Foundation
import Recur
import Terminal
import TerminalTesting
import Testing

@testable import RecurCommand

@Suite("A training run")
struct TrainingRunTests {
  /// What a run over a scripted task has left.
  private struct Outcome {
    let ending: TrainingEnding
    let said: String
    let log: [[String: Any]]
    let run: TrainingRun<ScriptedTask>
    let session: CharLMSession

    /// Updates of the model in a file.
    func updates(_ name: String) throws -> Int { try session.progress(name).updates }
  }

  private static func run(
    _ task: ScriptedTask, _ words: String = "", maximumSeconds: Double? = nil,
    in given: CharLMSession? = nil, from snapshot: TrainingSnapshot? = nil,
    clock: @escaping () -> Double = { 0 }
  ) throws -> Outcome {
    let session = try given ?? CharLMSession()
    var parser = ArgumentParser(Command.charlmTrain, path: "recur charlm train")
    let arguments = try parser.parse(
      ["text", "-o", session.path("m.safetensors")] + words.split(separator: " ").map(String.init))
    let settings = TrainSettings(arguments, hiddenSize: 2, pieces: 1)
    let run = try TrainingRun(
      task, settings: settings, output: try ModelOutput(arguments, resumed: nil, texts: []),
      options: [:], generator: RandomGenerator(seed: 1), snapshot: snapshot, clock: clock)
    let said = MemorySink()
    let reporter = TrainingReporter(
      Console(output: MemorySink(), diagnostics: said), try EventLog(path: session.path("log")),
      settings: settings, unit: .symbols(.character, perUpdate: 2),
      updatesPerEpoch: task.updatesPerEpoch, progress: run.progress, isOnline: task.isOnline)
    let ending = try run.train(reporter, maximumSeconds: maximumSeconds)
    try reporter.end(run.progress, reason: ending.rawValue, memory: 0)
    return Outcome(
      ending: ending, said: said.text, log: try session.lines("log"), run: run, session: session)
  }

  @Test("ends with its epochs; the best model is that of the lowest loss, the latest the last one")
  func complete() throws {
    let found = try Self.run(try ScriptedTask(losses: [3, 1, 2]), "--epochs 3")
    #expect(found.ending == .complete)
    #expect(found.run.progress.updates == 6)
    #expect(try found.updates("m.safetensors") == 4)
    #expect(try found.updates("m.latest.safetensors") == 6)
    #expect(found.said.components(separatedBy: "  best\n").count == 3)
    #expect(found.said.contains("epoch 3/3"))
  }

  @Test("the best model is the better of the weights and their mean; the latest has the weights")
  func averaged() throws {
    let found = try Self.run(
      try ScriptedTask(losses: [3, 2, 4], averaged: [2.5, 2.2, 1.5]), "--epochs 3")
    #expect(found.run.progress.stopping.best == 1.5)
    #expect(found.run.progress.bestIsAverage == true)
    #expect(found.said.contains("validation 4.0000 nats, 5.7708 bits per character; mean of "))
    #expect(found.said.contains("the weights 1.5000  best"))
    #expect(
      found.log.compactMap { $0["averaged_validation_loss"] as? Double } == [2.5, 2.2, 1.5])
    let trainer = found.run.task.trainer
    let mean = try #require(trainer.averagedModel).parameters.values
    try #require(mean != trainer.model.parameters.values)
    let (best, latest) = try (
      LanguageModel(contentsOf: found.session.path("m.safetensors")),
      LanguageModel(contentsOf: found.session.path("m.latest.safetensors"))
    )
    #expect(best.network.parameters.values == mean)
    #expect(latest.network.parameters.values == trainer.model.parameters.values)
    let raw = try Self.run(try ScriptedTask(losses: [3, 2], averaged: [3, 2.2]), "--epochs 2")
    #expect(raw.run.progress.bestIsAverage == false)
    #expect(
      try LanguageModel(contentsOf: raw.session.path("m.safetensors")).network.parameters.values
        == raw.run.task.trainer.model.parameters.values)
  }

  @Test("patience goes by the better of the weights and their mean")
  func averagedPatience() throws {
    let found = try Self.run(
      try ScriptedTask(losses: [3, 4, 4, 4, 4], averaged: [5, 2, 3, 3, 3]),
      "--epochs 5 --patience 2")
    #expect(found.ending == .patience)
    #expect(found.run.progress.bestUpdate == 4)
    #expect(found.run.progress.updates == 8)
  }

  @Test("without anything held out, a mean that is kept is the model")
  func averagedUnvalidated() throws {
    let found = try Self.run(try ScriptedTask(losses: [], averaged: [1]), "--epochs 2")
    let trainer = found.run.task.trainer
    #expect(
      try LanguageModel(contentsOf: found.session.path("m.safetensors")).network.parameters.values
        == trainer.averagedModel?.parameters.values)
  }

  /// A clock that goes on by so much whenever it is looked at.
  private static func clock(_ step: Double) -> () -> Double {
    var now = 0.0
    return {
      now += step
      return now
    }
  }

  @Test("whose time is given ends with that, its course laid out over it, validated on the way")
  func budget() throws {
    let task = try ScriptedTask(losses: (0..<40).map { 4 - Double($0) / 20 })
    let found = try Self.run(task, "--minutes 0.5", clock: Self.clock(0.01))
    #expect(found.ending == .complete)
    #expect(found.run.elapsed <= 30 && found.run.elapsed > 29)
    let progress = found.run.progress
    #expect(progress.updates > 500)
    #expect(progress.validatedUpdate == progress.updates)
    #expect(progress.bestUpdate == progress.updates)
    #expect(try found.updates("m.safetensors") == progress.updates)
    let validations = found.log.filter { $0["event"] as? String == "validation" }
    #expect((4...21).contains(validations.count))
    let schedules = found.log.filter { $0["event"] as? String == "schedule" }
    #expect(schedules.count == 1)
    #expect(schedules.first?["minutes"] as? Double == 0.5)
    let expected = try #require(schedules.first?["updates"] as? Int)
    #expect((0.7...1.4).contains(Double(expected) / Double(progress.updates)))
    #expect(found.said.contains("updates a second, so about "))
    let factor = task.trainer.options.schedule.factor(after: progress.updates)
    #expect(factor < 0.03, "\(factor)")
  }

  @Test("goes on with the time that was left, from where its course stood")
  func budgetGoesOn() throws {
    let first = try Self.run(
      try ScriptedTask(losses: [1, 2, 2, 2, 2, 2]), "--minutes 0.5 --patience 3",
      clock: Self.clock(0.01))
    #expect(first.ending == .patience)
    let used = try #require(first.run.progress.budget?.used)
    #expect(used > 3 && used < 20)
    let before = first.run.task.trainer.options.schedule.factor(
      after: first.run.progress.updates)
    let snapshot = try TrainingSnapshot(
      Checkpoint(
        contentsOf: first.session.path("m.latest.safetensors"), kind: "charlm", newestVersion: 1))
    let task = try ScriptedTask(losses: [Double](repeating: 2, count: 40))
    let second = try Self.run(
      task, "--minutes 0.5", from: snapshot, clock: Self.clock(0.01))
    #expect(second.ending == .complete)
    #expect(second.run.elapsed <= 30 && second.run.elapsed > 29)
    #expect(second.run.progress.updates > first.run.progress.updates)
    let rates = second.log.filter { $0["event"] as? String == "progress" }.compactMap {
      $0["learning_rate"] as? Double
    }
    // Of the first log line, an update later.
    #expect((try #require(rates.first) / 0.002 - before).magnitude < 0.01)
    #expect(task.trainer.options.schedule.factor(after: second.run.progress.updates) < 0.03)
  }

  @Test("makes no update where the time is over before, and leaves a model")
  func noTime() throws {
    let found = try Self.run(
      try ScriptedTask(losses: [1]), "--minutes 0.01", clock: Self.clock(1))
    #expect(found.ending == .complete)
    #expect(found.run.progress.updates == 0)
    #expect(try found.updates("m.safetensors") == 0)
  }

  @Test("ends where the patience does, and where the time does, with what it has saved")
  func stopped() throws {
    let patient = try Self.run(try ScriptedTask(losses: [2, 3, 4, 1]), "--epochs 4 --patience 2")
    #expect(patient.ending == .patience)
    #expect(try patient.updates("m.safetensors") == 2)
    #expect(try patient.updates("m.latest.safetensors") == 6)
    let hasty = try Self.run(try ScriptedTask(losses: [2]), "--epochs 4", maximumSeconds: 0)
    #expect(hasty.ending == .time)
    #expect(hasty.run.hasSaved)
    #expect(try hasty.updates("m.latest.safetensors") == 0)
  }

  @Test("measures what it has learned where the time is over; patience does not count it")
  func measured() throws {
    let task = try ScriptedTask(losses: [2, 3], pause: 1.5, after: 2)
    let found = try Self.run(task, "--epochs 9", maximumSeconds: 1)
    #expect(found.ending == .time)
    #expect(found.run.progress.updates == 3)
    #expect(found.run.progress.validatedUpdate == 3)
    #expect(found.run.progress.validationLoss == 3)
    #expect(found.run.progress.stopping.sinceBest == 0)
    #expect(try found.updates("m.safetensors") == 2)
    #expect(try found.updates("m.latest.safetensors") == 3)
    let better = try Self.run(
      try ScriptedTask(losses: [2, 1], pause: 1.5, after: 2), "--epochs 9", maximumSeconds: 1)
    #expect(try better.updates("m.safetensors") == 3)
  }

  @Test("warns once of a run that takes longer than a day, and says what would be faster")
  func long() throws {
    let found = try Self.run(
      try ScriptedTask(losses: [2], pause: 1.1, after: 0), "--epochs 1000000",
      maximumSeconds: 1.05)
    #expect(found.said.contains("warning: at this rate the run takes "))
    #expect(found.said.contains("; --trainer bptt would take about 2 minutes\n"))
    #expect(found.log.count { $0["warning"] as? String == "long run" } == 1)
  }

  @Test("stops at a loss that is not finite, and keeps the models before it")
  func notFinite() throws {
    let task = try ScriptedTask(losses: [2, .infinity])
    let session = try CharLMSession()
    #expect(throws: TrainingError.self) { try Self.run(task, "--epochs 2", in: session) }
    #expect(try session.progress("m.safetensors").updates == 2)
    #expect(try session.progress("m.latest.safetensors").updates == 2)
  }

  @Test("without anything held out there is one model, the latest")
  func unvalidated() throws {
    let found = try Self.run(try ScriptedTask(losses: []), "--epochs 2")
    #expect(try found.updates("m.safetensors") == 4)
    #expect(!found.session.exists("m.latest.safetensors"))
    #expect(!found.log.contains { $0["event"] as? String == "validation" })
  }

  @Test("of a stream ends with its text, and tells of no epochs")
  func endless() throws {
    let found = try Self.run(try ScriptedTask(losses: [], length: 5))
    #expect(found.ending == .ended)
    #expect(found.run.progress.updates == 5)
    #expect(try found.updates("m.safetensors") == 5)
    #expect(found.said.contains("10 characters") && !found.said.contains("epoch"))
    #expect(found.log.allSatisfy { $0["epoch"] == nil && $0["characters"] != nil })
  }
}

/// A task of two updates an epoch, or without end, whose validations find what is prescribed.
private final class ScriptedTask: TrainingTask {
  let trainer: Trainer<SequenceModel<Float>>
  let updatesPerEpoch: Int?
  let validates: Bool
  let symbolCount: Int? = 2
  private(set) var position = StreamBatches.Position()
  private(set) var hasEnded = false
  private let configuration = LanguageModel.Configuration(layers: 1, hiddenSize: 2)
  private let vocabulary: Vocabulary
  private var losses: [Double]
  private var averaged: [Double]
  private var left: Int
  private let pause: (seconds: Double, after: Int)
  private var count = 0

  /// - Parameters:
  ///   - averaged: of the mean of the weights; empty: none is kept.
  ///   - length: updates of a text without end; nil: there are epochs.
  ///   - pause: seconds that the batch after `after` others takes to come.
  init(
    losses: [Double], averaged: [Double] = [], length: Int? = nil, pause: Double = 0,
    after: Int = 0
  ) throws {
    self.losses = losses
    self.averaged = averaged
    self.pause = (pause, after)
    validates = !losses.isEmpty
    updatesPerEpoch = length == nil ? 2 : nil
    left = length ?? .max
    vocabulary = try Vocabulary(of: Array("ab".utf8), unit: .character)
    trainer = Trainer(
      SequenceModel(zeros: configuration.network(vocabularySize: 2)), batchSize: 1,
      sequenceLength: 2,
      updates: UpdateOptions(averaging: averaged.isEmpty ? nil : .tail(after: 0)), threads: 1)
  }

  func model(_ network: SequenceModel<Float>) -> LanguageModel {
    LanguageModel(configuration: configuration, vocabulary: vocabulary, network: network)
  }

  var fingerprint: TextFingerprint { TextFingerprint(of: Array("ab".utf8)) }
  var plan: TrainingPlan {
    TrainingPlan(
      data: [], model: "", batch: "", dataMembers: [], modelMembers: [],
      unit: .symbols(.character, perUpdate: 2), command: "", next: "")
  }

  func resume(from position: StreamBatches.Position) { self.position = position }

  func next() -> Batch? {
    guard left > 0 else {
      hasEnded = true
      return nil
    }
    left -= 1
    if count == pause.after { usleep(UInt32(pause.seconds * 1e6)) }
    count += 1
    position =
      position.block == 0
      ? StreamBatches.Position(epoch: position.epoch, block: 1)
      : StreamBatches.Position(epoch: position.epoch + 1)
    return Batch(tokens: [0, 1], targets: [1, 1])
  }

  func isCheckpointDue(after update: Int) -> Bool { updatesPerEpoch != nil && position.block == 0 }

  func validate() -> Validation? {
    losses.isEmpty
      ? nil : (losses.removeFirst(), averaged.isEmpty ? nil : averaged.removeFirst(), nil)
  }

  func samples(using generator: inout RandomGenerator) -> [Sample] { [] }

  func alternatives(to seconds: Double) -> [(option: String, seconds: Double)] {
    [("--trainer bptt", 120)]
  }

  func summary(_ progress: TrainingSnapshot.Progress, best path: String) -> Summary? { nil }
}
