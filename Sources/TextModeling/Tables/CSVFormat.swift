/// How a file of comma-separated values is written.
public struct CSVFormat: Sendable, Hashable {
  /// The character between fields, one of ASCII that is neither a quotation mark nor ends lines.
  public let delimiter: Unicode.Scalar
  /// Whether the first record names the columns.
  public let hasHeader: Bool
  /// The mark between the whole and the fraction of a number: a point or a comma.
  public let decimal: Character
  /// Fields that stand for a missing value, white space around them left out.
  public let missing: Set<String>

  /// Commas and a header, if nothing else is said.
  public init(
    delimiter: Unicode.Scalar = ",", hasHeader: Bool = true, decimal: Character = ".",
    missing: Set<String> = ["", "NA", "N/A", "NaN", "nan", "null", "NULL"]
  ) {
    precondition(
      delimiter.isASCII && !"\"\r\n".unicodeScalars.contains(delimiter),
      "CSV: delimiter \(delimiter)")
    precondition(decimal == "." || decimal == ",", "CSV: decimal mark \(decimal)")
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.decimal = decimal
    self.missing = missing
  }

  /// A finite number in decimal notation; nil: the text is none.
  package func number(_ text: String) -> Double? {
    let mark = decimal == "." ? "." : ","
    guard text.utf8.allSatisfy({ "+-0123456789eE".utf8.contains($0) || mark.utf8.contains($0) }),
      let value = Double(decimal == "." ? text : text.replacing(",", with: ".")), value.isFinite
    else { return nil }
    return value
  }

  /// The commonest of comma, semicolon, tab and bar in the first line outside quotation marks; a
  /// comma where there is none.
  package static func delimiter(of bytes: some Sequence<UInt8>) -> Unicode.Scalar {
    var (counts, isQuoted, hasBegun) = ([UInt8: Int](), false, false)
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, byte == lineFeed || byte == carriageReturn {
        if hasBegun { break }
        continue
      }
      hasBegun = true
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    let candidates: [Unicode.Scalar] = [",", ";", "\t", "|"]
    let best = candidates.max {
      counts[UInt8(truncatingIfNeeded: $0.value)] ?? 0
        < counts[UInt8(truncatingIfNeeded: $1.value)] ?? 0
    }
    return best.flatMap { counts[UInt8(truncatingIfNeeded: $0.value)] == nil ? nil : $0 } ?? ","
  }
}
