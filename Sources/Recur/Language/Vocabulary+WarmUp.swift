package import TextModeling

extension Vocabulary {
  /// The most symbols that a model reads before it writes.
  package static let longestWarmUp = 256

  /// The last whole lines of a range of a text, as many as ``longestWarmUp`` symbols hold; without
  /// line ends its last symbols.
  package func warmUp(_ text: EncodedText, in range: Range<Int>) -> [Int32] {
    let first = max(range.lowerBound, range.upperBound - Self.longestWarmUp)
    let symbols = text[first..<range.upperBound]
    guard let end = lineEnd.flatMap({ index(of: $0) }),
      let last = symbols.lastIndex(of: end), let start = symbols.firstIndex(of: end)
    else { return symbols }
    // The range may begin within a line.
    let isWhole = first == range.lowerBound || start == last
    return Array(symbols[(isWhole ? 0 : start + 1)...last])
  }
}
