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
    return TrainSettings(arguments, hiddenSize: 128, pieces: 1, isStream: isStream)
  }

  @Test("an option of every run has one type, however a command declares it")
  func types() throws {
    let options: [any CommandOption] =
      [
        TrainSettings.cell, TrainSettings.dropout, TrainSettings.forgetBias, TrainSettings.epochs,
        TrainSettings.updates, TrainSettings.seed, TrainSettings.threads, Precision.option,
        TrainSettings.validateEvery, TrainSettings.patience, TrainSettings.output,
        TrainSettings.overwrite, TrainSettings.resume, TrainSettings.log, TrainSettings.maxSeconds,
        TrainSettings.memoryLimit, TrainSettings.minutes, TrainSettings.override, Preset.option,
      ] + TrainSettings.optimization.options + TrainSettings.averages.options
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
          .cosine(floor: 0.02, updates: 250), warmUpUpdates: 4))
  }

  @Test("a run whose time is given has no number of updates, and its course no end before that")
  func minutes() throws {
    let settings = try Self.settings("--minutes 3 --average tail")
    #expect(settings.seconds == 180)
    #expect(settings.totalUpdates(perEpoch: 5) == nil)
    var progress = TrainingSnapshot.Progress(generator: RandomGenerator(seed: 1))
    var (schedule, averaging) = settings.course(perEpoch: 5, progress)
    #expect(schedule.factor(after: 1_000_000) > 0.999)
    #expect(averaging == .tail(after: .max))
    progress.budget = TrainingSnapshot.Budget(seconds: 180)
    progress.budget?.stretch = RunStretch(start: 100, share: 0.5, end: 300)
    progress.budget?.warmUp = 7
    (schedule, averaging) = settings.course(perEpoch: 5, progress)
    #expect((schedule.factor(after: 100) - (0.02 + 0.98 / 2)).magnitude < 1e-12)
    #expect(schedule.warmUpUpdates == 7)
    #expect(averaging == .tail(after: 200))
  }

  @Test("a course that begins on the way has its warm-up and its length from there")
  func courseStart() throws {
    let settings = try Self.settings("--epochs 100 --schedule linear --schedule-floor 0")
    var progress = TrainingSnapshot.Progress(generator: RandomGenerator(seed: 1))
    progress.courseStart = 400
    let schedule = settings.course(perEpoch: 10, progress).schedule
    #expect(schedule.factor(after: 400) == 1.0 / 30)
    #expect(schedule.factor(after: 700) == 0.5)
    #expect(schedule.factor(after: 1000) == 0)
  }

  @Test("the rate of a stream, which has no epochs, does not fall with them")
  func stream() throws {
    let settings = try Self.settings("", isStream: true)
    #expect(
      settings.updateOptions(perEpoch: nil).schedule
        == LearningRateSchedule(.constant, warmUpUpdates: 50))
    #expect(settings.optimizationWords == "adam, learning rate 0.004, clipped at norm 5")
  }
}
