import Testing

@testable import Recur

@Suite("Stop texts")
struct StopMatcherTests {
  private func text(_ pieces: [String], stops: [String]) -> (text: String, stopped: Bool) {
    var matcher = StopMatcher(stops)
    let text = pieces.map { matcher.append($0) }.joined() + matcher.finish()
    return (text, matcher.hasStopped)
  }

  @Test("without a stop text everything passes at once")
  func none() {
    var matcher = StopMatcher([])
    #expect(matcher.append("abc") == "abc")
    #expect(StopMatcher([""]).hasStopped == false)
  }

  @Test("a stop text is found across pieces", arguments: 1...5)
  func pieces(size: Int) {
    let characters = Array("one two END three")
    let pieces = stride(from: 0, to: characters.count, by: size).map {
      String(characters[$0..<min($0 + size, characters.count)])
    }
    #expect(text(pieces, stops: ["END"]) == ("one two ", true))
  }

  @Test("what looked like a stop text and was none is given out")
  func falseStart() {
    #expect(text(["aaab", "aab", "a"], stops: ["aaaa"]) == ("aaabaaba", false))
    #expect(text(["ab", "ab", "ac"], stops: ["abac"]) == ("ab", true))
  }

  @Test("bytes let through are part of no stop text", arguments: 0...3)
  func pass(count: Int) {
    var matcher = StopMatcher([":", "ab"])
    matcher.pass(count)
    let text = matcher.append("a:") + matcher.append("b:") + matcher.finish()
    #expect(text == ["a", "a", "a:b", "a:b"][count])
  }

  @Test("the first of several ends the text")
  func several() {
    #expect(text(["x. y! z"], stops: ["!", "."]) == ("x", true))
  }
}
