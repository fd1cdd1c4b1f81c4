import Recur
import Terminal

/// A file of series as a command's options read it.
struct SeriesFile {
  let table: CSVTable
  let fingerprint: TextFingerprint

  static let delimiter = Option<String>(
    "delimiter", default: "auto", placeholder: "CHARACTER",
    help: "Between fields; auto: the commonest of comma, semicolon, tab and | in the first line")
  static let decimal = Option<String>(
    "decimal", default: "point", choices: ["point", "comma"], placeholder: "MARK",
    help: "What stands before a number's fraction")
  static let noHeader = Option<Bool>(
    "no-header", help: "The first record is data; columns are named by their places: 1, 2, ...")
  static let missing = Option<[String]>(
    "missing", placeholder: "TEXT",
    help: "A field that stands for a missing value beside '', NA, N/A, NaN and null")

  static let options: [any CommandOption] = [delimiter, decimal, noHeader, missing]
  static let group = OptionGroup("File", options)

  /// Reads the file at `path`.
  ///
  /// - Throws: `TextError`, `SeriesError`; `CommandFailure` (64) for a delimiter that is none.
  init(_ path: String, _ arguments: Arguments, memoryLimit: Int) throws {
    let bytes: [UInt8]
    do throws(TextError) {
      bytes = try TextFile.read(path, unit: .scalar, memoryLimit: memoryLimit)
    } catch {
      guard case .invalidUTF8(_, let offset, let line) = error else { throw error }
      throw CommandFailure(
        .unusableData, "\(visible(path)): not UTF-8 at byte \(offset), line \(line)")
    }
    fingerprint = TextFingerprint(of: bytes)
    let format = try Self.format(arguments, firstBytes: bytes[...])
    do throws(CSVError) {
      table = try CSVTable(bytes, path: path, format: format)
    } catch {
      throw SeriesError.csv(error)
    }
  }

  /// How a file is written, by the options and by its first bytes.
  static func format(
    _ arguments: Arguments, firstBytes: ArraySlice<UInt8>
  ) throws(CommandFailure) -> CSVFormat {
    CSVFormat(
      delimiter: try delimiter(arguments[Self.delimiter])
        ?? CSVFormat.delimiter(of: firstBytes),
      hasHeader: !arguments[noHeader], decimal: arguments[decimal] == "comma" ? "," : ".",
      missing: CSVFormat().missing.union(arguments[missing]))
  }

  private static func delimiter(_ word: String) throws(CommandFailure) -> Unicode.Scalar? {
    let names: [String: Unicode.Scalar] = [
      "comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "bar": "|", "space": " ",
    ]
    if word == "auto" { return nil }
    if let named = names[word] { return named }
    guard word.unicodeScalars.count == 1, let scalar = word.unicodeScalars.first, scalar.isASCII,
      !"\"\r\n0123456789.+-".unicodeScalars.contains(scalar)
    else {
      throw .usage(
        "--delimiter: \(quoted(word)) is neither auto, comma, semicolon, tab, space, bar nor one "
          + "character of ASCII that is in no number")
    }
    return scalar
  }

  /// What the options say the columns mean, and what the table tells where they say nothing.
  ///
  /// - Throws: `SeriesError` for a column that is not there.
  func columns(_ arguments: Arguments) throws(SeriesError) -> SeriesColumns {
    let (names, path) = (table.names, table.path)
    func column(_ word: String) throws(SeriesError) -> String {
      if names.contains(word) { return word }
      if let place = Int(word), names.indices.contains(place - 1) { return names[place - 1] }
      throw .unknownColumn(path: path, name: word, names: names)
    }
    func all(_ words: [String]) throws(SeriesError) -> [String] {
      var result: [String] = []
      for word in words {
        let parts =
          names.contains(word)
          ? [word] : word.split(separator: ",").map { String($0).trimmingBlanks }
        for part in parts { result.append(try column(part)) }
      }
      return result
    }
    let time: String?
    switch arguments[SeriesSettings.time] {
    case "none"?: time = nil
    case let word?: time = try column(word)
    case nil: time = startsWithDates ? names[0] : nil
    }
    var columns = SeriesColumns(
      time: time, series: try arguments[SeriesSettings.series].map(column),
      targets: try all(arguments[SeriesSettings.target]),
      features: try all(arguments[SeriesSettings.features]),
      known: try all(arguments[SeriesSettings.known]),
      calendar: arguments[SeriesSettings.calendar])
    if columns.targets.isEmpty {
      let taken =
        [columns.time, columns.series].compactMap(\.self) + columns.features + columns.known
      let numbers = names.filter { !taken.contains($0) && (try? table.isNumeric($0)) ?? false }
      guard numbers.count == 1 else { throw .noTarget(path: path, numbers: numbers) }
      columns.targets = numbers
    }
    return columns
  }

  /// Whether the first column is moments of the calendar.
  private var startsWithDates: Bool {
    guard let texts = try? table.texts(table.names[0]), let first = texts.first else {
      return false
    }
    return SeriesTime(first.trimmingBlanks)?.isOnCalendar ?? false
  }
}
