/// The symbols of a text that arrives piece by piece, wherever the pieces are cut.
///
/// The same bytes give the same symbols in whatever pieces they come. Held back is what further
/// bytes may still change: the beginning of a UTF-8 sequence, the last grapheme cluster. Bytes that
/// are no UTF-8 are an unknown symbol; one that the vocabulary does not hold is `<unk>`, or is left
/// out where there is none.
///
/// Memory: the bytes of the symbols not yet used up, and 12 bytes for each.
package struct SymbolStream {
  /// The symbols that are told apart.
  package let vocabulary: Vocabulary
  /// The symbols met that the vocabulary does not hold.
  package private(set) var unknown = UnknownSymbols()
  /// From the first symbol that is not used up on.
  private var bytes: [UInt8]
  /// How many bytes have been turned into symbols.
  private var scanned = 0
  /// Where the symbol ends so far that begins at `scanned`.
  private var open = 0
  /// How many scalars that symbol has.
  private var openCount = 0
  private var boundaries = Unicode._CharacterRecognizer()
  private var indices: [Int32] = []
  /// Where each symbol begins in `bytes`.
  private var starts: [Int] = []
  private var next = 0
  /// Whether a byte order mark may still come.
  private var isAtBeginning: Bool

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// A stream that begins with the bytes ``pending`` of an earlier one; nil: at the beginning of a
  /// text.
  package init(vocabulary: Vocabulary, pending: [UInt8]? = nil) {
    precondition(
      !vocabulary.unit.spansCharacters,
      "stream: a \(vocabulary.unit.symbolName) is not told from a part of one")
    self.vocabulary = vocabulary
    bytes = pending ?? []
    isAtBeginning = pending == nil && vocabulary.unit != .byte
    scan()
  }

  /// How many symbols are ready.
  package var count: Int { indices.count - next }

  /// The bytes of the symbols not used up, and of those not yet certain.
  package var pending: [UInt8] { Array(bytes[firstNeeded...]) }

  private var firstNeeded: Int { next < starts.count ? starts[next] : scanned }

  /// Takes the next bytes of the text.
  package mutating func append(_ piece: ArraySlice<UInt8>) {
    let dropped = firstNeeded
    bytes.removeFirst(dropped)
    indices.removeFirst(next)
    starts.removeFirst(next)
    for index in starts.indices { starts[index] -= dropped }
    scanned -= dropped
    open -= dropped
    next = 0
    bytes += piece
    scan()
  }

  /// Fills a block of inputs with the next symbols and `targets` with those after each; the last
  /// target is the next block's first input.
  /// - Precondition: as many and one more are ready.
  package mutating func take(inputs: inout [Int32], targets: inout [Int32]) {
    let length = inputs.count
    precondition(targets.count == length && count > length, "\(length) of \(count) symbols")
    for place in 0..<length {
      inputs[place] = indices[next + place]
      targets[place] = indices[next + place + 1]
    }
    next += length
  }

  private mutating func scan() {
    if isAtBeginning {
      guard bytes.count >= Self.byteOrderMark.count else { return }
      isAtBeginning = false
      if bytes.starts(with: Self.byteOrderMark) { bytes.removeFirst(Self.byteOrderMark.count) }
    }
    guard vocabulary.unit == .byte else { return scanText() }
    while open < bytes.count {
      open += 1
      close()
    }
  }

  private mutating func scanText() {
    while open < bytes.count {
      switch UTF8Sequence(at: open, in: bytes) {
      case .scalar(let length):
        let scalar = UTF8Sequence.scalar(at: open, in: bytes)
        if scanned < open, ends(before: scalar) { close() }
        if scanned == open {
          boundaries = Unicode._CharacterRecognizer()
          _ = boundaries.hasBreak(before: scalar)
        }
        open += length
        openCount += 1
        if vocabulary.unit == .scalar { close() }
      case .illFormed(let length):
        // Nothing joins a cluster across bytes that are no text.
        if scanned < open { close() }
        open += length
        close()
      case .truncated: return
      }
    }
  }

  /// Whether the cluster so far is complete when this scalar follows.
  private mutating func ends(before scalar: Unicode.Scalar) -> Bool {
    boundaries.hasBreak(before: scalar) || openCount == TextUnit.longestCluster
  }

  /// Takes the bytes so far as a symbol.
  private mutating func close() {
    let range = scanned..<open
    let index = vocabulary.table.index(of: bytes, range)
    if index == nil { unknown.add(bytes[range]) }
    scanned = open
    openCount = 0
    guard let index = index ?? vocabulary.unknownIndex else { return }
    indices.append(index)
    starts.append(range.lowerBound)
  }
}
