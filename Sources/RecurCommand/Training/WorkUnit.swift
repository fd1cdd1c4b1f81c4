import TextModeling

/// What the amount of work done in training is told in.
struct WorkUnit: Sendable {
  /// The name of the amount in the log: `characters`.
  let name: String
  /// In the progress line: `chars`.
  let abbreviation: String
  /// How many an epoch has; nil: as many in every update.
  let perEpoch: Int?

  static let characters = WorkUnit(name: "characters", abbreviation: "chars", perEpoch: nil)
  static let words = WorkUnit(name: "words", abbreviation: "words", perEpoch: nil)

  /// The amount of a text's symbols: words, or characters of whatever size.
  static func symbols(_ unit: TextUnit) -> WorkUnit { unit == .word ? words : characters }

  /// The name of the rate in the log.
  var rateName: String { "\(name)_per_second" }

  /// Whether a loss is one of characters, which is told in bits too.
  var isCharacter: Bool { name == Self.characters.name }
}
