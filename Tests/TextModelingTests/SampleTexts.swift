@testable import TextModeling

/// Texts on which the three units differ.
enum SampleTexts {
  static let japanese = "吾輩の猫は、昨日から縁側で眠っている。\nがぎぐ(か\u{3099})も混ぜる。"
  static let family = "👨‍👩‍👧‍👦と👩🏽‍🚀"
  static let flags = "🇯🇵🇫🇷🇧🇷🇩"
  static let accents = "é e\u{301} o\u{308}\u{304} \u{301}"
  static let lineEnds = "one\r\ntwo\nthree\r\rfour\n\r"
  static let prepended = "\u{600}1 \u{600}é"
  static let all = [
    "plain ASCII, and more", japanese, family, flags, accents, lineEnds, prepended, "x", "\r\n",
  ]
  static let mixed = all.joined(separator: "|")

  /// An English-looking text of words drawn with a fixed congruential generator.
  static func words(count: Int) -> String {
    let words = [
      "the", "sea", "river", "and", "over", "stone", "light", "falls", "slowly", "when", "a",
      "bird",
      "sings", "of", "rain",
    ]
    var state: UInt64 = 7
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return words[Int(state >> 33) % words.count]
    }.joined(separator: " ")
  }
}
