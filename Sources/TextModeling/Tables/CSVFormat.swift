/// How a file of comma-separated values is written.
public struct CSVFormat: Sendable, Hashable {
  /// The character between fields, one of ASCII that is neither a quotation mark nor ends lines.
  public let delimiter: Unicode.Scalar
  /// Whether the first record names the columns.
  public let hasHeader: Bool
  /// Fields that stand for a missing value, white space around them left out.
  public let missing: Set<String>

  /// Commas and a header, if nothing else is said.
  public init(
    delimiter: Unicode.Scalar = ",", hasHeader: Bool = true,
    missing: Set<String> = ["", "NA", "N/A", "NaN", "nan", "null", "NULL"]
  ) {
    precondition(
      delimiter.isASCII && !"\"\r\n".unicodeScalars.contains(delimiter),
      "CSV: delimiter \(delimiter)")
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.missing = missing
  }
}
