import Testing

@testable import TextModeling

@Suite("Text split")
struct TextSplitTests {
  @Test(
    "The contiguous tail is the fraction, rounded in favour of validation",
    arguments: [
      (100, 0.05, 95), (1_115_394, 0.1, 1_003_854), (10, 0.9, 2), (4, 0.05, 2), (10, 0.3, 7),
    ])
  func contiguous(count: Int, fraction: Double, boundary: Int) throws {
    let split = try TextSplit.contiguous(count: count, validationFraction: fraction)
    #expect(split.training == [0..<boundary])
    #expect(split.validation == [boundary..<count])
    #expect(split.unused.isEmpty)
  }

  @Test("A fraction of 0 holds nothing out")
  func nothing() throws {
    let contiguous = try TextSplit.contiguous(count: 2, validationFraction: 0)
    #expect(contiguous.training == [0..<2])
    #expect(contiguous.validation.isEmpty)
    let streams = try TextSplit.streams(
      count: 14, batchSize: 2, sequenceLength: 3, validationFraction: 0)
    #expect(streams.training == [0..<7, 6..<13])
    #expect(streams.validation.isEmpty)
    #expect(streams.unused == 13..<14)
  }

  @Test("Streams hold out the last chunks of each")
  func streams() throws {
    // 4 chunks of 5 for each of 2 streams are 40 predictions of 41 symbols; 3 symbols are left.
    let split = try TextSplit.streams(
      count: 44, batchSize: 2, sequenceLength: 5, validationFraction: 0.25)
    #expect(split.training == [0..<16, 20..<36])
    #expect(split.validation == [15..<21, 35..<41])
    #expect(split.unused == 41..<44)
  }

  @Test("The streams of Tiny Shakespeare are those of char-rnn: 423 chunks and 23")
  func charRNN() throws {
    let split = try TextSplit.streams(count: 1_115_394, batchSize: 50, sequenceLength: 50)
    #expect(split.training.count == 50)
    #expect(split.training.allSatisfy { $0.count == 423 * 50 + 1 })
    #expect(split.validation.allSatisfy { $0.count == 23 * 50 + 1 })
  }

  @Test("Every symbol but the first is predicted once or unused", arguments: 13...40)
  func coverage(count: Int) throws {
    let split = try TextSplit.streams(
      count: count, batchSize: 2, sequenceLength: 3, validationFraction: 0.4)
    var seen = [Int](repeating: 0, count: count)
    for range in split.training + split.validation {
      for offset in range.dropFirst() { seen[offset] += 1 }
    }
    for offset in split.unused { seen[offset] += 1 }
    #expect(seen == [0] + [Int](repeating: 1, count: count - 1))
    #expect(split.unused.count < 6)
  }

  @Test(
    "A fraction outside 0 ..< 1 is refused", arguments: [-0.1, 1, 7, .infinity])
  func fraction(_ fraction: Double) {
    #expect(throws: TextError.fractionOutOfRange(fraction)) {
      try TextSplit.contiguous(count: 100, validationFraction: fraction)
    }
    #expect(throws: TextError.fractionOutOfRange(fraction)) {
      try TextSplit.streams(
        count: 100, batchSize: 2, sequenceLength: 2, validationFraction: fraction)
    }
  }

  @Test("A fraction that is not a number is refused")
  func notANumber() {
    #expect(throws: TextError.self) {
      try TextSplit.contiguous(count: 100, validationFraction: .nan)
    }
  }

  @Test("A text that is too short is refused with what it needs")
  func tooShort() {
    #expect(throws: TextError.tooShort(needed: 4, found: 3)) {
      try TextSplit.contiguous(count: 3)
    }
    #expect(throws: TextError.tooShort(needed: 5001, found: 5000)) {
      try TextSplit.streams(count: 5000, batchSize: 50, sequenceLength: 50)
    }
    #expect(throws: TextError.tooShort(needed: .max, found: 5000)) {
      try TextSplit.streams(count: 5000, batchSize: .max, sequenceLength: .max)
    }
  }
}
