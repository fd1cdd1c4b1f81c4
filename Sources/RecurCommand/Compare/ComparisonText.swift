import Recur
import Terminal

/// The text of a comparison as symbols.
struct ComparisonText: Sendable {
  let vocabularySize: Int
  /// What it is, in words.
  let words: String
  /// The best possible loss in nats per symbol, where it is known.
  let entropy: Double?
  private let symbols: [Int32]
  /// Bytes that it holds, and those that making it took.
  var bytes: (held: Int, made: Int) { (4 * symbols.count, Self.madeBytes(symbols.count)) }

  private static func madeBytes(_ count: Int) -> Int { 12 * count }

  /// Symbols of our own text when nothing is said of them.
  static let standardVocabulary = 17

  /// Our own text, long enough for the settings.
  init(vocabularySize: Int, _ settings: CompareSettings) {
    self.vocabularySize = vocabularySize
    let text = CountingText(vocabularySize: vocabularySize)
    let count = max(settings.longest, min(settings.characters, 1 << 22)) + 1
    symbols = text.symbols(count, seed: settings.seed)
    entropy = text.entropy
    words = "our own text x^k y^k, k up to \(CountingText.longestRun), \(vocabularySize) symbols"
  }

  /// The text of a file, or of standard input.
  ///
  /// - Throws: `TextError`, also for a text that takes more memory than it may; `CommandFailure`
  ///   (65) for one that is one symbol only, or too short.
  init(path: String, _ settings: CompareSettings, memoryLimit: Int) throws {
    let bytes = try TextFile.read(path, unit: .character, memoryLimit: memoryLimit)
    let vocabulary = try Vocabulary(of: bytes, unit: .character)
    guard vocabulary.count > 1 else {
      throw CommandFailure(
        .unusableData,
        "the text is one symbol, \(quoted("\(vocabulary.symbols[0])")), again and again: there is "
          + "nothing to learn")
    }
    let text = try EncodedText(bytes, vocabulary: vocabulary)
    guard text.count > settings.longest else {
      throw CommandFailure(
        .unusableData,
        "the text is too short: \(Format.grouped(text.count)) symbols, at least "
          + "\(Format.grouped(settings.longest + 1)) needed for sequences of \(settings.longest);\n"
          + "use a longer text or smaller --sequence-lengths")
    }
    guard Self.madeBytes(text.count) <= memoryLimit else {
      throw TextError.tooLarge(path: path, limit: memoryLimit)
    }
    symbols = text[0..<text.count]
    vocabularySize = vocabulary.count
    entropy = nil
    words = "\(visible(path)), \(vocabulary.count) symbols"
  }

  /// The first sequence of T symbols with the one that follows: [T + 1].
  func sequence(_ length: Int) -> [Int32] { Array(symbols[0...length]) }

  /// Batch `index` of a stream of batches of `length` steps, which begins anew at the text's end.
  func batch(_ index: Int, length: Int) -> Batch {
    let last = symbols.count - 1
    let start = index * length
    let tokens = (start..<start + length).map { symbols[$0 % last] }
    let targets = (start..<start + length).map { symbols[$0 % last + 1] }
    return Batch(tokens: tokens, targets: targets)
  }
}
