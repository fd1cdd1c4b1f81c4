extension Vocabulary: Codable {
  /// The names of a vocabulary's parts in a file.
  enum CodingKeys: String, CodingKey {
    case unit
    case symbols
    case unknownIndex = "unknown_index"
    case spacing
  }

  /// Writes `unit`, `symbols` without `<unk>` (strings; integers when the unit is the byte) and
  /// `unknown_index` where there is one, `spacing` for words. JSON keeps scalars as they are, so
  /// nothing is lost.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(symbols.filter { !$0.isUnknown }, of: unit)
    try container.encodeIfPresent(unknownIndex, forKey: .unknownIndex)
    if unit == .word { try container.encode(spacing, forKey: .spacing) }
  }

  /// Reads what ``encode(to:)`` wrote.
  /// - Throws: ``TextError/inconsistentVocabulary(_:)`` for what contradicts itself,
  ///   `DecodingError` for what has another form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let (unit, known) = try container.decodeSymbols()
    let unknownIndex = try container.decodeIfPresent(Int.self, forKey: .unknownIndex)
    if let unknownIndex, unknownIndex != known.count {
      throw TextError.inconsistentVocabulary(
        .unknownIndex(found: unknownIndex, expected: known.count))
    }
    try self.init(
      unit: unit, symbols: known, includesUnknown: unknownIndex != nil,
      spacing: unit == .word
        ? container.decode(PunctuationSpacing.self, forKey: .spacing) : PunctuationSpacing())
  }
}

extension KeyedEncodingContainer<Vocabulary.CodingKeys> {
  /// Writes `unit` and `symbols`: strings, integers when the unit is the byte; of byte pairs, which
  /// need not be text, strings whose scalars are the bytes.
  mutating func encode(_ symbols: [Symbol], of unit: TextUnit) throws {
    try encode(unit, forKey: .unit)
    if unit == .byte {
      try encode(symbols.flatMap(\.bytes), forKey: .symbols)
    } else if unit == .bytePair {
      try encode(
        symbols.map { symbol in
          String(String.UnicodeScalarView(symbol.bytes.map { Unicode.Scalar($0) }))
        }, forKey: .symbols)
    } else {
      try encode(symbols.map { String(decoding: $0.bytes, as: UTF8.self) }, forKey: .symbols)
    }
  }
}

extension KeyedDecodingContainer<Vocabulary.CodingKeys> {
  /// Reads what `encode(_:of:)` wrote.
  func decodeSymbols() throws -> (unit: TextUnit, symbols: [Symbol]) {
    let unit = try decode(TextUnit.self, forKey: .unit)
    switch unit {
    case .byte:
      return (unit, try decode([UInt8].self, forKey: .symbols).map { Symbol(bytes: [$0]) })
    case .bytePair:
      return (unit, try decode([String].self, forKey: .symbols).map(bytePair))
    case .character, .scalar, .word:
      return (unit, try decode([String].self, forKey: .symbols).map { Symbol($0) })
    }
  }

  private func bytePair(_ text: String) throws -> Symbol {
    Symbol(
      bytes: try text.unicodeScalars.map { scalar in
        guard let byte = UInt8(exactly: scalar.value) else {
          throw DecodingError.dataCorruptedError(
            forKey: .symbols, in: self, debugDescription: "\(scalar.value) is no byte")
        }
        return byte
      })
  }
}
