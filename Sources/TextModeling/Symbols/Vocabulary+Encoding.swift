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
    var unknownCount = 0
    return try encode(text, unknown: policy, unknownCount: &unknownCount)
  }

  /// The indices of a text's symbols; `unknownCount` grows by the symbols that are not held.
  public func encode(
    _ text: String, unknown policy: UnknownPolicy, unknownCount: inout Int
  ) throws(TextError) -> [Int32] {
    let bytes = Array(text.utf8)
    var indices: [Int32] = []
    indices.reserveCapacity(unit == .byte ? bytes.count : UTF8Sequence.scalarCount(of: bytes))
    unknownCount += try forEachIndex(in: bytes, unknown: policy) { index, _ in
      indices.append(index)
    }
    return indices
  }

  /// Calls `body` with the index and the byte count of every symbol; returns how many were unknown.
  ///
  /// `bytes` must be well-formed UTF-8 unless the unit is the byte.
  func forEachIndex(
    in bytes: [UInt8], unknown policy: UnknownPolicy, _ body: (Int32, Int) -> Void
  ) throws(TextError) -> Int {
    if policy == .unk, unknownIndex == nil { throw .noUnknownSymbol }
    var unknownCount = 0
    try SymbolScanner.forEachSymbol(in: bytes, unit: unit) { (range) throws(TextError) in
      if let index = table.index(of: bytes, range) {
        body(index, range.count)
        return
      }
      unknownCount += 1
      switch policy {
      case .error: throw unknownSymbol(at: range, in: bytes)
      case .skip: break
      case .unk: if let unknownIndex { body(unknownIndex, range.count) }
      }
    }
    return unknownCount
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
    var speller = SymbolSpeller(self)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(indices.count)
    for index in indices { bytes.append(contentsOf: speller.next(index)) }
    return bytes
  }

  /// Finds the place again from the beginning: only an error pays for lines and columns.
  private func unknownSymbol(at range: Range<Int>, in bytes: [UInt8]) -> TextError {
    var offset = 0
    var line = 1
    var column = 1
    SymbolScanner.forEachSymbol(in: bytes, unit: unit) { earlier in
      guard earlier.upperBound <= range.lowerBound else { return }
      offset += 1
      column += 1
      if bytes[earlier.upperBound - 1] == lineFeed {
        line += 1
        column = 1
      }
    }
    let symbol = Symbol(bytes: Array(bytes[range]))
    return .unknownSymbol(symbol, offset: offset, line: line, column: column)
  }
}
