extension Vocabulary {
  /// A vocabulary that holds the symbols of this one, at their places, and after them those of a
  /// text that it does not hold, in order of falling frequency; `<unk>` stays the last.
  ///
  /// - Parameter maximumSize: the most symbols to hold, `<unk>` counted; the old ones stay in any
  ///   case. When the cap leaves a symbol out, there is an `<unk>`. Byte pairs stay as they are:
  ///   every text is made of them.
  /// - Throws: ``TextError/invalidUTF8(path:byteOffset:line:)``.
  package func extended(
    by bytes: [UInt8], maximumSize: Int? = nil
  ) throws(TextError) -> Vocabulary {
    if unit != .byte { try UTF8Sequence.validate(bytes) }
    if unit == .bytePair { return self }
    var counts = SymbolCounts()
    counts.add(bytes, unit: unit)
    let known = symbols.filter { !$0.isUnknown }
    var fresh = counts.ranked.map(\.symbol).filter { index(of: $0) == nil }
    var hasUnknown = unknownIndex != nil
    if let maximumSize, known.count + fresh.count + (hasUnknown ? 1 : 0) > maximumSize {
      hasUnknown = hasUnknown || !fresh.isEmpty
      fresh = Array(fresh.prefix(max(0, maximumSize - known.count - (hasUnknown ? 1 : 0))))
    }
    return try Vocabulary(
      unit: unit, symbols: known + fresh, includesUnknown: hasUnknown, spacing: spacing)
  }

  /// The place in this vocabulary of the symbol that stands at `index` in `smaller`, which this one
  /// extends.
  package func place(of index: Int, in smaller: Vocabulary) -> Int {
    guard let before = smaller.unknownIndex, index == Int(before), let unknownIndex else {
      return index
    }
    return Int(unknownIndex)
  }
}
