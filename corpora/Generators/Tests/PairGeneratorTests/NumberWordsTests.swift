import Testing

@testable import PairGenerator

@Suite("Number words")
struct NumberWordsTests {
  static func sources(_ language: NumberLanguage) throws -> [String] {
    try CommittedPairs.of(.numbers(language)).map(\.source)
  }

  @Test("every source, evaluated, is its target", arguments: NumberLanguage.allCases)
  func roundTrip(language: NumberLanguage) throws {
    for pair in try CommittedPairs.of(.numbers(language)) {
      let value = NumberReader.value(pair.source, language)
      if value.map({ "\($0)" }) != pair.target { Issue.record("\(pair)") }
    }
  }

  @Test("10,000 numbers below a million, all of 0 to 2000, 0 to 100 in front")
  func numbers() throws {
    let numbers = try CommittedPairs.of(.numbers(.english)).compactMap { Int($0.target) }
    #expect(Set(numbers).count == 10_000)
    #expect(Set(numbers).isSuperset(of: 0...2000))
    #expect(numbers.allSatisfy { 0..<1_000_000 ~= $0 })
    #expect(Array(numbers.prefix(101)) == Array(0...100))
  }

  @Test("beyond 2000, each length has at least a fifth")
  func lengths() throws {
    let numbers = try CommittedPairs.of(.numbers(.english)).compactMap { Int($0.target) }
    let counts = Dictionary(grouping: numbers.filter { $0 > 2000 }) { "\($0)".utf8.count }
    #expect(Set(counts.keys) == [4, 5, 6])
    for numbers in counts.values { #expect(numbers.count > 1600) }
  }

  @Test("the languages have the same numbers in the same order, Japanese each twice")
  func parallel() throws {
    let english = try CommittedPairs.of(.numbers(.english)).map(\.target)
    #expect(try CommittedPairs.of(.numbers(.french)).map(\.target) == english)
    let japanese = try CommittedPairs.of(.numbers(.japanese)).map(\.target)
    #expect(japanese == english.flatMap { [$0, $0] })
  }

  @Test(
    "English has a hyphen in the tens and an and before them",
    arguments: [
      (0, "zero"), (19, "nineteen"), (40, "forty"), (99, "ninety-nine"), (100, "one hundred"),
      (101, "one hundred and one"), (1000, "one thousand"), (1001, "one thousand and one"),
      (1100, "one thousand one hundred"), (2345, "two thousand three hundred and forty-five"),
      (100_000, "one hundred thousand"), (120_012, "one hundred and twenty thousand and twelve"),
    ])
  func english(number: Int, words: String) {
    #expect(englishNumber(number) == words)
  }

  @Test("English and stands after hundred or thousand, and never before a hundred or thousand")
  func englishAnd() throws {
    for source in try Self.sources(.english) {
      let groups = source.components(around: " and ")
      for (before, after) in zip(groups, groups.dropFirst()) {
        let head = after.components(around: " thousand")[0]
        if !(before.hasSuffix("hundred") || before.hasSuffix("thousand"))
          || head.contains("hundred")
        {
          Issue.record("\(source)")
        }
      }
    }
  }

  @Test(
    "French counts from sixty and eighty, and agrees",
    arguments: [
      (0, "zéro"), (17, "dix-sept"), (21, "vingt et un"), (22, "vingt-deux"), (70, "soixante-dix"),
      (71, "soixante et onze"), (77, "soixante-dix-sept"), (80, "quatre-vingts"),
      (81, "quatre-vingt-un"), (91, "quatre-vingt-onze"), (99, "quatre-vingt-dix-neuf"),
      (100, "cent"), (101, "cent un"), (180, "cent quatre-vingts"), (200, "deux cents"),
      (201, "deux cent un"), (1000, "mille"), (1001, "mille un"), (2000, "deux mille"),
      (21_000, "vingt et un mille"), (80_000, "quatre-vingt mille"), (100_000, "cent mille"),
      (200_000, "deux cent mille"), (280_000, "deux cent quatre-vingt mille"),
      (300_300, "trois cent mille trois cents"), (80_080, "quatre-vingt mille quatre-vingts"),
      (71_571, "soixante et onze mille cinq cent soixante et onze"),
    ])
  func french(number: Int, words: String) {
    #expect(frenchNumber(number) == words)
  }

  @Test("French cents and vingts stand at the end, cent and quatre-vingt elsewhere")
  func frenchPlurals() throws {
    for source in try Self.sources(.french) {
      let words = source.split { " -".contains($0) }.map(String.init)
      for (index, word) in words.enumerated() {
        let isMultiplied = index > 0 && words[index - 1] != "mille"
        let isLast = index == words.count - 1
        let isRight =
          switch word {
          case "cents", "vingts": isLast && isMultiplied
          case "cent": !(isLast && isMultiplied)
          case "vingt": !(isLast && index > 0 && words[index - 1] == "quatre")
          case "milles": false
          default: true
          }
        if !isRight { Issue.record("\(source)") }
      }
    }
  }

  @Test("French et joins un and onze to tens below eighty, and neither cent nor mille takes un")
  func frenchJoins() throws {
    let tens = ["vingt", "trente", "quarante", "cinquante", "soixante"]
    for source in try Self.sources(.french) {
      let words = source.split(separator: " ").map(String.init)
      for (word, next) in zip(words, words.dropFirst()) {
        let isRight =
          switch (word, next) {
          case (_, "et"): tens.contains(word)
          case ("et", "un"): true
          case ("et", "onze"): true
          case ("et", _): false
          case ("un", "cent"): false
          default: true
          }
        if !isRight { Issue.record("\(source)") }
      }
      if source.hasPrefix("un mille") || source.contains("soixante onze") {
        Issue.record("\(source)")
      }
    }
  }

  @Test(
    "Japanese in kanji and by its readings",
    arguments: [
      (0, "零", "ぜろ"), (10, "十", "じゅう"), (14, "十四", "じゅうよん"), (100, "百", "ひゃく"),
      (300, "三百", "さんびゃく"), (600, "六百", "ろっぴゃく"), (800, "八百", "はっぴゃく"),
      (1000, "千", "せん"), (3000, "三千", "さんぜん"), (8000, "八千", "はっせん"),
      (3245, "三千二百四十五", "さんぜんにひゃくよんじゅうご"), (10_000, "一万", "いちまん"),
      (11_000, "一万千", "いちまんせん"), (100_000, "十万", "じゅうまん"),
      (607_009, "六十万七千九", "ろくじゅうまんななせんきゅう"),
    ])
  func japanese(number: Int, kanji: String, kana: String) {
    #expect(kanjiNumber(number) == kanji)
    #expect(kanaNumber(number) == kana)
  }

  @Test("Japanese never says one before ten, hundred and thousand, nor an unchanged sound")
  func japaneseSlips() throws {
    let slips = [
      "一十", "一百", "一千", "いちじゅう", "いちひゃく", "いちせん", "さんひゃく", "ろくひゃく", "はちひゃく",
      "さんせん", "はちせん",
    ]
    for source in try Self.sources(.japanese) {
      if slips.contains(where: { source.components(around: $0).count > 1 }) {
        Issue.record("\(source)")
      }
    }
  }
}

extension String {
  /// The parts between the occurrences of a separator.
  func components(around separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
