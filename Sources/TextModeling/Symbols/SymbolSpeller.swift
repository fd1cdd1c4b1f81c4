/// Writes the bytes of indices one at a time, with the white space between words.
struct SymbolSpeller: Sendable {
  private let vocabulary: Vocabulary
  private var joiner: WordJoiner?

  /// A speller at the beginning of a text or of a line.
  init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    joiner = vocabulary.unit == .word ? WordJoiner(spacing: vocabulary.spacing) : nil
  }

  /// The bytes that the next index adds to the text, those of U+FFFD for `<unk>`.
  /// - Precondition: the index is in `0 ..< vocabulary.count`.
  mutating func next(_ index: Int32) -> [UInt8] {
    precondition(
      index >= 0 && Int(index) < vocabulary.count,
      "decode: index \(index), vocabulary of \(vocabulary.count)")
    let spelling = vocabulary.symbols[Int(index)].spelling
    let word = joiner?.append(String(decoding: spelling, as: UTF8.self))
    return word.map { Array($0.utf8) } ?? spelling
  }
}
