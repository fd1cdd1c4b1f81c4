extension PairVocabulary {
  /// The indices of a sentence's symbols, without `<bos>` and `<eos>`.
  ///
  /// With the policy `skip` there may be none.
  /// - Throws: ``TextError/unknownSymbol(_:offset:line:column:)`` when the policy is `error`, with
  ///   line 1; offset and column count symbols.
  public func encode(
    _ text: String, side: PairSide, unknown policy: UnknownPolicy
  ) throws(TextError) -> [Int32] {
    var unknown = UnknownSymbols()
    return try encode(text, side: side, unknown: policy, line: 1, noting: &unknown)
  }

  /// The indices of the symbols of the sentence in a line of a file; `unknown` grows by the symbols
  /// that are not held.
  package func encode(
    _ text: String, side: PairSide, unknown policy: UnknownPolicy, line: Int,
    noting unknown: inout UnknownSymbols
  ) throws(TextError) -> [Int32] {
    let normalization = normalization(of: side)
    let vocabulary = self[side]
    let bytes = Array(normalization.normalize(text).utf8)
    var indices: [Int32] = []
    if normalization.unit == .bytePair {
      vocabulary.table.forEachToken(in: bytes) { index, _ in
        indices.append(index + Int32(TokenVocabulary.specialCount))
      }
      return indices
    }
    var offset = 0
    try normalization.forEachSymbol(in: bytes) { (range) throws(TextError) in
      defer { offset += 1 }
      if let index = vocabulary.find(bytes, range) {
        indices.append(index)
        return
      }
      unknown.add(bytes[range])
      switch policy {
      case .error:
        throw .unknownSymbol(
          Symbol(bytes: Array(bytes[range])), offset: offset, line: line, column: offset + 1)
      case .skip: break
      case .unk: indices.append(TokenVocabulary.unknownIndex)
      }
    }
    return indices
  }

  /// The text of indices up to the first `<eos>`; `<bos>` is passed over, `<unk>` written as
  /// U+FFFD.
  /// - Precondition: every index is one of the side's vocabulary.
  public func decode(_ indices: some Sequence<Int32>, side: PairSide) -> String {
    let vocabulary = self[side]
    let symbols = indices.prefix { $0 != TokenVocabulary.endIndex }
      .compactMap { vocabulary.symbol(at: $0) }
    return normalization(of: side).text(of: symbols)
  }
}
