import Recur
import Terminal
import Testing

@testable import RecurCommand

@Suite("Presets")
struct PresetTests {
  private static func settings(
    _ words: String, trainedCount: Int? = 1_000_000
  ) throws -> (CharLMSettings, Arguments) {
    var parser = ArgumentParser(Command.charlmTrain, path: "recur charlm train")
    let given = try parser.parse(["text"] + words.split(separator: " ").map(String.init))
    let arguments = try Preset.apply(
      to: given, of: Command.charlmTrain, isForward: given[CharLMSettings.trainer].isForward)
    return (try CharLMSettings(arguments, trainedCount: trainedCount), arguments)
  }

  @Test("the standard is Adam with a beta1 of a half, a warm-up and a cosine to the end of the run")
  func standard() throws {
    let (settings, _) = try Self.settings("--epochs 10")
    let options = settings.training.updateOptions(perEpoch: 100)
    #expect(options.optimizer == .adam(beta1: 0.5, beta2: 0.999, epsilon: 1e-8))
    #expect(options.learningRate == 0.004)
    #expect(
      options.schedule
        == LearningRateSchedule(.cosine(floor: 0.02, updates: 1000), warmUpUpdates: 50))
    #expect(settings.estimator.batchSize == 32)
    #expect(settings.training.updateOptions(perEpoch: 10).schedule.warmUpUpdates == 5)
  }

  @Test("recur-1 is what version 1 did")
  func first() throws {
    let (settings, _) = try Self.settings("--preset recur-1")
    let options = settings.training.updateOptions(perEpoch: 100)
    #expect(options.optimizer == .adam)
    #expect(options.learningRate == 0.002)
    #expect(
      options.schedule
        == LearningRateSchedule(.exponential(factor: 0.97, after: 10, updatesPerEpoch: 100)))
    #expect(settings.estimator.batchSize == 50)
    #expect(settings.training.average == .none)
  }

  @Test("char-rnn's are those of its train.lua")
  func charRNN() throws {
    let (settings, _) = try Self.settings("--preset char-rnn", trainedCount: 10_000)
    let options = settings.training.updateOptions(perEpoch: 100)
    #expect(options.optimizer == .rmsprop(decay: 0.95, epsilon: 1e-8))
    #expect(options.learningRate == 0.002)
    #expect(options.clipping == Clipping(value: 5))
    #expect(
      options.schedule
        == LearningRateSchedule(.exponential(factor: 0.97, after: 10, updatesPerEpoch: 100)))
    #expect(settings.initializer == .uniform(0.08))
    #expect(settings.split == .streams)
    #expect(settings.estimator.batchSize == 50 && settings.estimator.sequenceLength == 50)
    #expect(settings.architecture.layers == 2 && settings.architecture.hiddenSize == 128)
    #expect(settings.validationFraction == 0.05 && settings.training.epochs == 50)
  }

  @Test("an option that is given wins over its preset")
  func given() throws {
    let (settings, _) = try Self.settings(
      "--preset char-rnn --learning-rate 0.01 --clip-value 1 --batch-size 7 --schedule constant")
    let options = settings.training.updateOptions(perEpoch: 100)
    #expect(options.learningRate == 0.01)
    #expect(options.clipping == Clipping(value: 1))
    #expect(options.schedule.course == .constant)
    #expect(settings.estimator.batchSize == 7)
    #expect(settings.split == .streams)
  }

  @Test("a trainer that goes forward in time has the values of version 1")
  func forward() throws {
    let (settings, _) = try Self.settings("--trainer rtrl --layers 1")
    let options = settings.training.updateOptions(perEpoch: 100)
    #expect(options.optimizer == .adam)
    #expect(options.learningRate == 0.002)
    #expect(settings.training.schedule == .exponential)
  }

  @Test("every text of a preset is one that its option takes", arguments: Preset.allCases)
  func texts(preset: Preset) throws {
    for (name, texts) in preset.texts {
      let option = try #require(Command.charlmTrain.option(named: name), "\(name)")
      _ = try option.value(of: texts)
    }
  }

  @Test("options that a checkpoint of version 1 does not record are those of version 1")
  func older() {
    let complete = Preset.complete(["learning-rate": ["0.01"]])
    #expect(complete["learning-rate"] == ["0.01"])
    #expect(complete["beta1"] == ["0.9"])
    #expect(complete["schedule-floor"] == ["0"])
    #expect(complete["preset"] == ["recur-1"])
    #expect(Preset.complete(["preset": ["standard"]]) == ["preset": ["standard"]])
  }

  @Test("the rate falls with the width of wide layers", arguments: [1, 128, 256, 512, 1024])
  func rate(hiddenSize: Int) {
    let rate = Preset.learningRate(hiddenSize: hiddenSize)
    #expect(rate == (hiddenSize <= 256 ? 0.004 : 0.004 * 256 / Double(hiddenSize)))
  }

  @Test("the batch is smaller for a text so short that an epoch would have few updates")
  func batch() {
    func size(_ preset: Preset, _ count: Int?) -> Int {
      preset.batchSize(trainedCount: count, sequenceLength: 50)
    }
    #expect(size(.standard, nil) == 32 && size(.first, nil) == 50)
    #expect(size(.standard, 1_000_000) == 32 && size(.first, 1_000_000) == 50)
    #expect(size(.standard, 131_000) == 8 && size(.first, 131_000) == 50)
    #expect(size(.standard, 20_001) == 4 && size(.first, 20_001) == 20)
    #expect(size(.standard, 3001) == 3 && size(.first, 3001) == 3)
    #expect(size(.standard, 100) == 1)
  }

  @Test("the warm-up is at most a twentieth of the run")
  func warmUp() {
    #expect(Preset.warmUp(of: nil) == 50)
    #expect(Preset.warmUp(of: 10_000) == 50)
    #expect(Preset.warmUp(of: 400) == 20)
    #expect(Preset.warmUp(of: 19) == 0)
  }
}
