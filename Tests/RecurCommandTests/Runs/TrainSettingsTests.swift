import Recur
import Terminal
import Testing

@testable import RecurCommand

@Suite("Options and settings of every training run")
struct TrainSettingsTests {
  private static let commands = [Command.charlmTrain, Command.translateTrain]

  private static func settings(_ words: String, isStream: Bool = false) throws -> TrainSettings {
    var parser = ArgumentParser(Command.charlmTrain, path: "recur charlm train")
    let arguments = try parser.parse(["text"] + words.split(separator: " ").map(String.init))
    return TrainSettings(arguments, pieces: 1, isStream: isStream)
  }

  @Test("an option of every run has one type, however a command declares it")
  func types() throws {
    let options: [any CommandOption] =
      [
        TrainSettings.cell, TrainSettings.dropout, TrainSettings.forgetBias, TrainSettings.epochs,
        TrainSettings.updates, TrainSettings.seed, TrainSettings.threads, Precision.option,
        TrainSettings.validateEvery, TrainSettings.patience, TrainSettings.output,
        TrainSettings.overwrite, TrainSettings.resume, TrainSettings.log, TrainSettings.maxSeconds,
        TrainSettings.memoryLimit,
      ] + TrainSettings.optimization.options
    for command in Self.commands {
      for option in options {
        let declared = try #require(command.option(named: option.name), "\(option.name)")
        #expect(type(of: declared) == type(of: option), "\(option.name)")
      }
    }
  }

  @Test("a run has the updates of its epochs, or fewer where that is asked")
  func updates() throws {
    #expect(try Self.settings("--epochs 3").totalUpdates(perEpoch: 5) == 15)
    #expect(try Self.settings("--epochs 3 --updates 7").totalUpdates(perEpoch: 5) == 7)
    #expect(try Self.settings("--epochs 1000000").totalUpdates(perEpoch: .max / 2) == .max)
    #expect(try Self.settings("--updates 7").totalUpdates(perEpoch: nil) == 7)
    #expect(try Self.settings("").totalUpdates(perEpoch: nil) == nil)
  }

  @Test("a schedule is as long as the run")
  func schedule() throws {
    let linear = try Self.settings("--epochs 3 --schedule linear --schedule-floor 0.5")
    #expect(
      linear.updateOptions(perEpoch: 5).schedule
        == LearningRateSchedule(.linear(floor: 0.5, updates: 15)))
    #expect(
      try Self.settings("--warm-up 4").updateOptions(perEpoch: 5).schedule
        == LearningRateSchedule(
          .exponential(factor: 0.97, after: 10, updatesPerEpoch: 5), warmUpUpdates: 4))
  }

  @Test("the rate of a stream, which has no epochs, does not fall with them")
  func stream() throws {
    let settings = try Self.settings("", isStream: true)
    #expect(settings.updateOptions(perEpoch: nil).schedule == LearningRateSchedule(.constant))
    #expect(settings.optimizationWords == "adam, learning rate 0.002, clipped at norm 5")
  }
}
