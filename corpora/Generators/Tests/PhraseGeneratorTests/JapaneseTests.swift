import Testing

@testable import PhraseGenerator

@Suite("Japanese")
struct JapaneseTests {
  @Test(
    "verbs take their forms",
    arguments: [
      ("食べる1", "食べます", "食べて", "食べない", "食べられ"),
      ("飲む", "飲みます", "飲んで", "飲まない", "飲め"),
      ("買う", "買います", "買って", "買わない", "買え"),
      ("行く", "行きます", "行って", "行かない", "行け"),
      ("書く", "書きます", "書いて", "書かない", "書け"),
      ("泳ぐ", "泳ぎます", "泳いで", "泳がない", "泳げ"),
      ("消す", "消します", "消して", "消さない", "消せ"),
      ("待つ", "待ちます", "待って", "待たない", "待て"),
      ("遊ぶ", "遊びます", "遊んで", "遊ばない", "遊べ"),
      ("帰る", "帰ります", "帰って", "帰らない", "帰れ"),
      ("勉強する", "勉強します", "勉強して", "勉強しない", "勉強でき"),
      ("来る", "来ます", "来て", "来ない", "来られ"),
    ])
  func verbs(dictionary: String, polite: String, te: String, negative: String, able: String) {
    let verb = JapaneseVerb(dictionary)
    #expect(verb.polite(.present) == polite)
    #expect(verb.te == te)
    #expect(verb.plain(.present, negated: true) == negative)
    #expect(verb.potentialStem == able)
  }

  @Test("the polite past of what goes on and of what is denied")
  func politePast() {
    let verb = JapaneseVerb("飲む")
    #expect(verb.polite(.past) == "飲みました")
    #expect(verb.polite(.past, negated: true) == "飲みませんでした")
    #expect(verb.polite(.progressive, negated: true) == "飲んでいません")
    #expect(verb.plain(.past) == "飲んだ")
  }

  @Test(
    "predicates take their forms",
    arguments: [
      ("大きい", "大きいです", "大きくないです", "大きかったです"),
      ("かわいい", "かわいいです", "かわいくないです", "かわいかったです"),
      ("いい", "いいです", "よくないです", "よかったです"),
      ("静か.な", "静かです", "静かではありません", "静かでした"),
      ("病気.の", "病気です", "病気ではありません", "病気でした"),
      ("疲れる1.ている", "疲れています", "疲れていません", "疲れていました"),
    ])
  func predicates(text: String, polite: String, negative: String, past: String) {
    let predicate = JapanesePredicate(text)
    #expect(predicate.polite() == polite)
    #expect(predicate.polite(negated: true) == negative)
    #expect(predicate.polite(past: true) == past)
  }

  @Test("a comma keeps the kanji of a time from the next word")
  func comma() {
    #expect(japaneseTime("昨日", before: "本を") == "昨日、")
    #expect(japaneseTime("明日の夜", before: "ご飯を") == "明日の夜、")
    #expect(japaneseTime("昨日", before: "パンを") == "昨日")
  }

  @Test("numbers are written in kanji", arguments: [(1, "一"), (10, "十"), (25, "二十五"), (300, "三百")])
  func numbers(number: Int, kanji: String) {
    #expect(japaneseNumber(number) == kanji)
  }
}
