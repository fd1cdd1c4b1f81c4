/// The symbols of a text that arrives piece by piece, wherever the pieces are cut.
///
/// The same bytes give the same symbols in whatever pieces they come. Held back is what further bytes may still
/// change: the beginning of a UTF-8 sequence, the last grapheme cluster. Bytes that are no UTF-8 are an unknown
/// symbol; one that the vocabulary does not hold is `<unk>`, or is left out where there is none.
///
/// Memory: the bytes of the symbols not yet used up, and 12 bytes for each.
package struct SymbolStream {
  package let vocabulary: Vocabulary
  /// Symbols met that the vocabulary does not hold.
  package private(set) var unknownCount = 0
  /// From the first symbol that is not used up on.
  private var bytes: [UInt8]
  /// Bytes that have been turned into symbols.
  private var scanned = 0
  private var indices: [Int32] = []
  /// Where each symbol begins in `bytes`.
  private var starts: [Int] = []
  private var next = 0
  /// Whether a byte order mark may still come.
  private var isAtBeginning: Bool
  /// By byte, for the unit byte.
  private let byteIndices: [Int32?]

  /// Bytes of a piece in which clusters are looked for.
  private static let pieceLength = 4096
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// A stream that begins with `bytes`, those ``pending`` of an earlier one; nil: at the beginning of a text.
  package init(vocabulary: Vocabulary, pending: [UInt8]? = nil) {
    precondition(vocabulary.unit != .word, "stream: a word is not told from a part of one")
    self.vocabulary = vocabulary
    bytes = pending ?? []
    isAtBeginning = pending == nil && vocabulary.unit != .byte
    byteIndices =
      vocabulary.unit == .byte
      ? (0...255).map { vocabulary.index(of: Symbol(bytes: [UInt8($0)])) } : []
    scan()
  }

  /// Symbols that are ready.
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
    next = 0
    bytes += piece
    scan()
  }

  /// Fills a block of inputs with the next symbols and `targets` with those after each; the last target is the next
  /// block's first input. Precondition: as many and one more are ready.
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
    for offset in scanned..<bytes.count { emit(byteIndices[Int(bytes[offset])], at: offset) }
    scanned = bytes.count
  }

  private mutating func scanText() {
    var length = Self.pieceLength
    while scanned < bytes.count {
      let piece = WellFormedPiece(of: bytes, from: scanned, length: length)
      let text = String(decoding: bytes[scanned..<piece.end], as: UTF8.self)
      let before = scanned
      if vocabulary.unit == .scalar {
        for scalar in text.unicodeScalars { emit(utf8: String(scalar).utf8) }
      } else {
        var last: Substring?
        for cluster in text.indices {
          if let last { emit(utf8: last.utf8) }
          last = text[cluster...cluster]
        }
        // Nothing joins a cluster across bytes that are no text.
        if let last, piece.defect > 0 { emit(utf8: last.utf8) }
      }
      if piece.defect > 0 {
        emit(nil, at: scanned)
        scanned += piece.defect
      }
      guard scanned == before else {
        length = Self.pieceLength
        continue
      }
      // One cluster fills the piece: the next look is longer, unless there is no more.
      if before + length >= bytes.count || piece.isCut { return }
      length *= 2
    }
  }

  private mutating func emit(utf8: some Collection<UInt8>) {
    emit(vocabulary.index(of: Symbol(bytes: Array(utf8))), at: scanned)
    scanned += utf8.count
  }

  private mutating func emit(_ index: Int32?, at start: Int) {
    if index == nil { unknownCount += 1 }
    guard let index = index ?? vocabulary.unknownIndex else { return }
    indices.append(index)
    starts.append(start)
  }
}

/// The longest well-formed UTF-8 at a place, of a piece's length at most.
private struct WellFormedPiece {
  /// Where it ends.
  var end: Int
  /// How many bytes that are no UTF-8 follow; 0: none, or none that more bytes could not complete.
  var defect = 0
  /// Whether what follows is the beginning of a sequence at the end of all bytes.
  var isCut = false

  init(of bytes: [UInt8], from start: Int, length: Int) {
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes[start...].makeIterator()
    end = start
    while end - start < length {
      switch parser.parseScalar(from: &rest) {
      case .valid(let scalar): end += scalar.count
      case .emptyInput: return
      case .error(let count):
        if end + count == bytes.count { isCut = true } else { defect = count }
        return
      }
    }
  }
}
