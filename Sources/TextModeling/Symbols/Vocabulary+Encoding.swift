extension Vocabulary {
  /// The index of a symbol, nil when it is not held; `<unk>` is found as ``Symbol/unknown``.
  public func index(of symbol: Symbol) -> Int32? {
    symbol.isUnknown ? unknownIndex : table.index(of: symbol.bytes, 0..<symbol.bytes.count)
  }

  /// The indices of a text's symbols.
  ///
  /// - Throws: ``TextError/unknownSymbol(_:offset:line:column:)`` when the policy is `error`,
  ///   ``TextError/noUnknownSymbol`` when it is `unk` and the vocabulary has no `<unk>`, even if
  ///   every symbol is known.
  public func encode(
    _ text: String, unknown policy: UnknownPolicy = .error
  ) throws(TextError) -> [Int32] {
    var unknown = UnknownSymbols()
    return try encode(text, unknown: policy, noting: &unknown)
  }

  /// The indices of a text's symbols; `unknown` grows by the symbols that are not held.
  package func encode(
    _ text: String, unknown policy: UnknownPolicy, noting unknown: inout UnknownSymbols
  ) throws(TextError) -> [Int32] {
    try encode(Array(text.utf8), unknown: policy, noting: &unknown)
  }

  /// The indices of a text's symbols, likewise, of bytes that are well-formed UTF-8 unless the unit
  /// is the byte.
  package func encode(
    _ bytes: [UInt8], unknown policy: UnknownPolicy, noting unknown: inout UnknownSymbols
  ) throws(TextError) -> [Int32] {
    var indices: [Int32] = []
    indices.reserveCapacity(unit.mostSymbols(in: bytes))
    try forEachIndex(in: bytes, unknown: policy, noting: &unknown) { index, _ in
      indices.append(index)
    }
    return indices
  }

  /// Calls `body` with the index and the byte range of every symbol; `unknown` grows by those that
  /// are not held.
  ///
  /// `bytes` must be well-formed UTF-8 unless the unit is the byte.
  func forEachIndex(
    in bytes: [UInt8], unknown policy: UnknownPolicy, noting unknown: inout UnknownSymbols,
    _ body: (Int32, Range<Int>) -> Void
  ) throws(TextError) {
    if policy == .unk, unknownIndex == nil { throw .noUnknownSymbol }
    if unit == .bytePair { return table.forEachToken(in: bytes, body) }
    try unit.forEachSymbol(in: bytes) { (range) throws(TextError) in
      if let index = table.index(of: bytes, range) {
        body(index, range)
        return
      }
      unknown.add(bytes[range])
      switch policy {
      case .error: throw unknownSymbol(at: range, in: bytes)
      case .skip: break
      case .unk: if let unknownIndex { body(unknownIndex, range) }
      }
    }
  }

  /// The text of these indices.
  ///
  /// `<unk>` is written as U+FFFD. With bytes as the unit, the whole is repaired at the end: every
  /// ill-formed sequence becomes one U+FFFD. Words are joined as ``Vocabulary`` says.
  /// - Precondition: every index is in `0 ..< count`.
  public func decode(_ indices: [Int32]) -> String {
    String(decoding: decodeBytes(indices), as: UTF8.self)
  }

  /// The bytes of these indices, as they stood in the text; `<unk>` is that of U+FFFD.
  /// - Precondition: every index is in `0 ..< count`.
  public func decodeBytes(_ indices: [Int32]) -> [UInt8] {
    var joiner = WordJoiner(spacing: spacing)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(indices.count)
    for index in indices { bytes.append(contentsOf: spelling(of: index, &joiner)) }
    return bytes
  }

  /// The bytes that the next index adds to a text, those of U+FFFD for `<unk>`; of a word, with the
  /// white space that `joiner`, which knows the words so far, puts before it.
  /// - Precondition: the index is in `0 ..< count`.
  func spelling(of index: Int32, _ joiner: inout WordJoiner) -> [UInt8] {
    precondition(
      index >= 0 && Int(index) < count, "decode: index \(index), vocabulary of \(count)")
    let spelling = symbols[Int(index)].spelling
    guard unit == .word else { return spelling }
    return Array(joiner.append(String(decoding: spelling, as: UTF8.self)).utf8)
  }

  /// Finds the place again from the beginning: only an error pays for lines and columns.
  private func unknownSymbol(at range: Range<Int>, in bytes: [UInt8]) -> TextError {
    var offset = 0
    var line = 1
    var column = 1
    unit.forEachSymbol(in: bytes) { earlier in
      guard earlier.upperBound <= range.lowerBound else { return }
      offset += 1
      column += 1
      if bytes.endsLine(at: earlier.upperBound - 1) {
        line += 1
        column = 1
      }
    }
    let symbol = Symbol(bytes: Array(bytes[range]))
    // In scalars and bytes CR LF is two symbols, of which the first may be unknown alone.
    let whole = bytes.isCRLF(at: range.lowerBound) ? Symbol("\r\n") : symbol
    if let found = whole.lineEndName, let known = lineEnd?.lineEndName {
      return .otherLineEnds(found: found, known: known, line: line)
    }
    return .unknownSymbol(symbol, offset: offset, line: line, column: column)
  }

  /// The symbol that ends the lines of the text that the vocabulary was made of; nil where none
  /// does.
  package var lineEnd: Symbol? {
    [Symbol.lineEnd, Symbol("\r\n"), Symbol("\r")].first { index(of: $0) != nil }
  }
}
