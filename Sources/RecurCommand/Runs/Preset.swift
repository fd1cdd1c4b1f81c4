import Recur
import Terminal

/// Settings under one name, for options that a command line does not give: the one place where the
/// values stand that were chosen by measuring.
///
/// A rate, a batch or a warm-up is a function of the sizes of text and model, never of which text it
/// is. What was chosen stands in the checkpoint, so that a run that goes on does not change where a
/// later version chooses otherwise.
enum Preset: String, CaseIterable, Sendable {
  /// What was measured best for a given time.
  case standard
  /// The defaults of the version that had no presets: Adam at 0.002 with a beta1 of 0.9, times 0.97
  /// at every epoch from the 10th on, 50 streams.
  case first = "recur-1"
  /// The settings of char-rnn's `train.lua`: RMSprop, clipped by value, uniform weights, the held-out
  /// part at the end of each stream.
  case charRNN = "char-rnn"

  static let option = Option<Preset>(
    "preset", default: .standard, placeholder: "NAME",
    help: """
      Settings for the options that are not given: what was measured best, the defaults of version 1, or those of \
      char-rnn
      """)

  // The declared defaults of the options are those of `standard`.

  static let beta1 = 0.5
  static let schedule = TrainSettings.ScheduleKind.cosine
  static let scheduleFloor = 0.02
  static let average = TrainSettings.AverageKind.none

  /// The texts of options, by name, that differ from those of ``standard``.
  var texts: [String: [String]] {
    switch self {
    case .standard: [:]
    case .first: Self.common
    case .charRNN:
      Self.common.merging([
        TrainSettings.optimizer.name: ["rmsprop"], TrainSettings.decay.name: ["0.95"],
        TrainSettings.clip.name: ["0"], TrainSettings.clipValue.name: ["5"],
        TrainSettings.scheduleFactor.name: ["0.97"], TrainSettings.scheduleEpochs.name: ["10"],
        CharLMSettings.batchSize.name: ["50"], CharLMSettings.sequenceLength.name: ["50"],
        CharLMSettings.initializer.name: ["uniform"],
        CharLMSettings.initializerBound.name: ["0.08"],
        CharLMSettings.split.name: [SplitKind.streams.rawValue],
      ]) { $1 }
    }
  }

  /// What ``first`` and ``charRNN`` have in common.
  private static let common = [
    TrainSettings.learningRate.name: ["0.002"], TrainSettings.beta1.name: ["0.9"],
    TrainSettings.schedule.name: ["exponential"], TrainSettings.scheduleFloor.name: ["0"],
    TrainSettings.warmUp.name: ["0"], TrainSettings.average.name: ["none"],
  ]

  /// Options with the defaults of ``first``, for commands for whose data nothing better was measured.
  static let firstOptions: [any CommandOption] = [
    Option<Double>(
      TrainSettings.beta1.name, default: 0.9, range: 0..<1, help: TrainSettings.beta1.help),
    Option<Double>(
      TrainSettings.scheduleFloor.name, default: 0, range: 0...1,
      help: TrainSettings.scheduleFloor.help),
    Option<Int>(
      TrainSettings.warmUp.name, default: 0, range: 0...1_000_000_000, placeholder: "UPDATES",
      help: TrainSettings.warmUp.help),
  ]

  /// The arguments of a run that begins, with the values of its preset for the options not given.
  ///
  /// The values of ``standard`` were measured for back-propagation over batches; a trainer that goes
  /// forward in time has those of ``first`` instead.
  static func apply(
    to given: Arguments, of command: Command, isForward: Bool = false
  ) throws(CommandFailure) -> Arguments {
    let preset = given[option]
    var texts = (isForward && preset == .standard ? .first : preset).texts
    if isForward { texts[CharLMSettings.batchSize.name] = nil }
    return try given.restoring(texts, of: command)
  }

  /// The recorded options of a checkpoint, with the values of its preset for those that the version
  /// that wrote it did not know.
  static func complete(_ records: [String: [String]]) -> [String: [String]] {
    let preset = records[option.name]?.first.flatMap(Preset.init(rawValue:)) ?? .first
    return preset.texts.merging(records) { $1 }.merging([option.name: [preset.rawValue]]) { $1 }
  }
}

// Rules of sizes.
extension Preset {
  /// The largest layers that take the full rate; of wider ones it falls with the width, as the
  /// output of a layer moves by a rate times its inputs.
  private static let fullRateWidth = 256
  private static let rate = 0.004

  /// The learning rate of layers of so many units.
  static func learningRate(hiddenSize: Int) -> Double {
    rate * min(1, Double(fullRateWidth) / Double(hiddenSize))
  }

  /// Updates of warm-up: 50, at most a twentieth of a run whose length is known.
  static func warmUp(of updates: Int?) -> Int { min(50, (updates ?? .max) / 20) }

  /// The most sequences of an update.
  private var largestBatch: Int { self == .standard ? 32 : 50 }
  /// Updates that an epoch has at least: with fewer of them a short text would be learned in hundreds
  /// of epochs.
  private static let leastUpdates = 20
  /// Updates that an epoch of ``standard`` has where a batch has more than ``smallBatch`` sequences:
  /// a text is learned by its number of updates, of which a short one has few.
  private static let wantedUpdates = 300
  private static let smallBatch = 4

  /// Sequences of an update of back-propagation over a text: fewer of a short one.
  ///
  /// - Parameter trainedCount: symbols that are trained on; nil: not known.
  func batchSize(trainedCount: Int?, sequenceLength: Int) -> Int {
    guard let trainedCount else { return largestBatch }
    let blocks = (trainedCount - 1) / sequenceLength
    let most = min(largestBatch, max(1, blocks / Self.leastUpdates))
    return self == .standard ? min(most, max(Self.smallBatch, blocks / Self.wantedUpdates)) : most
  }
}
