import Testing

@testable import TextModeling

@Suite("Text drawn anew")
struct BootstrapTests {
  private static let text = (0..<400).map { "line \($0) of a text\n" }.joined()

  private func encoded() throws -> (text: EncodedText, vocabulary: Vocabulary) {
    let vocabulary = try Vocabulary(of: Self.text, unit: .character)
    return (try EncodedText(Self.text, vocabulary: vocabulary), vocabulary)
  }

  @Test("Ranges keep their lengths, all else its place, and lines are whole")
  func resampled() throws {
    let (text, vocabulary) = try encoded()
    let end = vocabulary.index(of: .lineEnd)
    let ranges = [0..<3000, 3500..<6500]
    let other = text.resampled(ranges, lineEnd: end, seed: 1)
    #expect(other.count == text.count)
    #expect(other[3000..<3500] == text[3000..<3500])
    #expect(other[6500..<text.count] == text[6500..<text.count])
    #expect(ranges.allSatisfy { other[$0] != text[$0] })
    let known = Set(Self.text.split(separator: "\n"))
    let drawn = vocabulary.decode(other[0..<3000]).split(separator: "\n").dropLast()
    // The blocks of a range begin and end within lines at its two ends alone.
    #expect(drawn.count { !known.contains($0) } <= 4)
    let different = Set(drawn).count
    #expect(different < drawn.count)
  }

  @Test("The seed decides what is drawn")
  func seeds() throws {
    let (text, _) = try encoded()
    func drawn(_ seed: UInt64) -> [Int32] {
      text.resampled([0..<text.count], lineEnd: nil, seed: seed)[0..<text.count]
    }
    #expect(drawn(1) == drawn(1))
    #expect(drawn(1) != drawn(2))
  }

  @Test("Short texts are drawn in short blocks", arguments: [1, 2, 49, 50, 51, 700])
  func short(count: Int) throws {
    let (text, _) = try encoded()
    let other = text.resampled([0..<count], lineEnd: nil, seed: 3)
    #expect(other.count == text.count)
    #expect(Set(other[0..<count]).isSubset(of: Set(text[0..<count])))
  }
}
