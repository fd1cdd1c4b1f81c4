/// What is wrong with a file of comma-separated values. Lines and columns count from 1; a column is
/// a place in its line, in Unicode scalars.
public enum CSVError: Error, Equatable, Sendable {
  /// The file cannot be read, is empty, or is not UTF-8.
  case text(TextError)
  /// A field that begins with a quotation mark, here, and never ends.
  case unclosedQuote(path: String, line: Int, column: Int)
  /// Something between the quotation mark that ends a field and the next delimiter.
  case textAfterQuote(path: String, line: Int, column: Int)
  /// A quotation mark inside a field that does not begin with one.
  case quoteInField(path: String, line: Int, column: Int)
  /// A record of more or fewer fields than the first.
  case fieldCount(path: String, line: Int, expected: Int, found: Int)
  /// A heading that occurs twice.
  case duplicateName(path: String, name: String)
  /// A heading and no records.
  case noRecords(path: String)
  /// More records than ``CSVTable`` counts, 2^32 bytes.
  case tooLarge(path: String, bytes: Int)
  /// No heading of that name.
  case missingColumn(path: String, name: String)
  /// A field of a column of numbers that is none.
  case notANumber(path: String, line: Int, column: Int, found: String)
}
