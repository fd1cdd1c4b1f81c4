import Recur

/// A unit that the amount of work done in training is told in.
struct WorkUnit: Sendable {
  /// The name of the amount in the log: `characters`.
  let name: String
  /// The name in the progress line: `chars`.
  let abbreviation: String
  /// The amount that ``updates`` updates do.
  let count: Int
  /// Updates that do ``count``: one, or as many as an epoch has, whose updates are not
  /// equally large.
  var updates = 1
  /// The unit of a loss, after its figure.
  var lossUnit = " nats"

  /// The amount of a text's symbols: words, tokens, or characters of whatever size.
  static func symbols(_ unit: TextUnit, perUpdate count: Int) -> WorkUnit {
    switch unit {
    case .word: WorkUnit(name: "words", abbreviation: "words", count: count)
    case .bytePair: WorkUnit(name: "tokens", abbreviation: "tokens", count: count)
    case .character, .scalar, .byte:
      WorkUnit(name: "characters", abbreviation: "chars", count: count)
    }
  }

  /// The work of so many updates.
  func work(of updates: Int) -> Int { updates * count / self.updates }

  /// The name of the rate in the log.
  var rateName: String { "\(name)_per_second" }

  /// Whether a loss is one of characters, which is told in bits too.
  var isCharacter: Bool { name == "characters" }
}
