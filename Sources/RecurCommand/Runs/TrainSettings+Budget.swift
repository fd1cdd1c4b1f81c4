import Recur
import Terminal

// A run whose time is given.
extension TrainSettings {
  static let minutes = Option<Double?>(
    "minutes", range: .above(0, upTo: 1e6), defaultText: "as the epochs take",
    help: """
      Time of the whole command instead of --epochs, or of all commands together of a run that goes on: its course is \
      laid out over that by the speed that is measured, and it ends in time, validated and saved
      """)

  /// What a run whose time is given does not read.
  static func budgetRules(_ arguments: Arguments) -> [OptionRule] {
    let hasBudget = (arguments.value(minutes) ?? nil) != nil
    let counted: [any CommandOption] = [epochs, updates]
    return counted.map {
      ($0, !hasBudget, "--minutes: the run ends with its time; give one of them")
    }
  }

  /// The recorded options without those that the words of this command line stand against: the time
  /// of a run or its epochs and updates.
  static func ending(
    _ records: [String: [String]], _ given: Arguments
  ) -> [String: [String]] {
    var records = records
    if given.isGiven(minutes) {
      records[updates.name] = nil
    } else if given.isGiven(epochs) || given.isGiven(updates) {
      records[minutes.name] = nil
    }
    return records
  }

  /// The seconds of the run; nil: it ends by epochs or updates.
  var seconds: Double? { minutes.map { 60 * $0 } }

  /// `3 minutes`, `1 minute`, `30 seconds`
  static func words(minutes: Double) -> String {
    minutes < 1
      ? "\(Format.general(60 * minutes)) seconds"
      : "\(Format.general(minutes)) \(minutes == 1 ? "minute" : "minutes")"
  }
}
