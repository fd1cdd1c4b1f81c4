/// What is wrong with a text, a vocabulary or the way that they are put together.
///
/// Lines and columns count from 1, offsets from 0. A line ends with LF, CR LF or CR; a column
/// counts symbols of the unit in use.
public enum TextError: Error, Equatable, Sendable {
  /// There is no file at the path.
  case missing(path: String)
  /// The path is that of a directory.
  case isDirectory(path: String)
  /// The file holds no text: no bytes, or a byte order mark alone.
  case empty(path: String)
  /// The file cannot be read; `code` is the system's `errno`, 0 where it gave none.
  case unreadable(path: String, code: Int32)
  /// The file, or what comes through a pipe, takes more memory than the `limit` in bytes.
  case tooLarge(path: String, limit: Int)
  /// The first byte of the first ill-formed UTF-8 sequence; `path` is nil for text in memory.
  case invalidUTF8(path: String?, byteOffset: Int, line: Int)
  /// A file in another encoding than UTF-8, such as `UTF-16`.
  case otherEncoding(path: String, name: String)
  /// A vocabulary was to be made of a text without symbols.
  case emptyText
  /// No symbol of the texts occurs as often as a vocabulary asks for.
  case tooRare(minimumCount: Int)
  /// A vocabulary was to hold fewer symbols than one and `<unk>`.
  case maximumSizeTooSmall(found: Int, minimum: Int)
  /// A symbol outside the vocabulary, at this offset in symbols.
  case unknownSymbol(Symbol, offset: Int, line: Int, column: Int)
  /// A line that ends otherwise than those of the text that the vocabulary was made of: with `LF`,
  /// `CR LF` or `CR`.
  case otherLineEnds(found: String, known: String, line: Int)
  /// `<unk>` was asked for from a vocabulary that has none.
  case noUnknownSymbol
  /// An index outside the vocabulary, at this offset in the sequence.
  case indexOutOfRange(index: Int32, offset: Int, vocabularySize: Int)
  /// A one-hot array whose count is no multiple of the vocabulary's.
  case oneHotCount(found: Int, vocabularySize: Int)
  /// A row that is not one 1 among zeros; `nonZeros` of its values are not 0.
  case notOneHot(row: Int, nonZeros: Int)
  /// A vocabulary from a file that contradicts itself.
  case inconsistentVocabulary(VocabularyDefect)
  /// A text of `found` symbols where `needed` are the fewest that will do.
  case tooShort(needed: Int, found: Int)
  /// A validation fraction outside 0 ..< 1.
  case fractionOutOfRange(Double)
  /// A position from a file that is not one of these batches.
  case positionOutOfRange(epoch: Int, block: Int, blocksPerEpoch: Int)
}

/// How a vocabulary contradicts itself.
public enum VocabularyDefect: Equatable, Sendable {
  /// There is no symbol beside `<unk>`.
  case noSymbols
  /// The symbol stands at both indices.
  case duplicate(Symbol, first: Int, second: Int)
  /// The entry is not one symbol of the unit: empty, several scalars, or no byte.
  case notOneSymbol(index: Int)
  /// Of byte pairs, which every text is made of, a byte is missing.
  case missingByte(UInt8)
  /// `<unk>` is not the last index.
  case unknownIndex(found: Int, expected: Int)
}
