import Recur
import Terminal

extension SeriesError: DescribedFailure {
  var commandFailure: CommandFailure {
    switch self {
    case .csv(let error): error.commandFailure
    case .noHeader(let path, let line):
      CommandFailure(
        .unusableData,
        "\(visible(path)): line \(line) is of numbers, and should name the columns;\n"
          + "name them there, or give --no-header")
    case .unknownColumn(let path, let name, let names):
      .usage("\(visible(path)) has no column \(quoted(name))\(Self.hint(name, names))")
    case .columnTwice(let path, let name):
      .usage("\(visible(path)): column \(quoted(name)) cannot be two things at once")
    case .noTarget(let path, let numbers):
      numbers.isEmpty
        ? CommandFailure(
          .unusableData, "\(visible(path)): no column is of numbers alone, none can be forecast")
        : .usage(
          "\(visible(path)): \(numbers.count) columns of numbers, which of them is forecast?;\n"
            + "give --target: \(Self.list(numbers))")
    case .tooLarge(let path, let line, let column, let found):
      CommandFailure(
        .unusableData,
        "\(visible(path)): line \(line), column \(column): \(quoted(found)) is too large to be scaled;\n"
          + "write the numbers in a larger unit")
    case .notATime(let path, let line, let column, let found):
      CommandFailure(
        .unusableData,
        "\(visible(path)): line \(line), column \(column): \(quoted(found)) is no moment like those "
          + "above;\nmoments are 1961-03, 1961-03-25, 1961-03-25 14:00 or numbers; see --time")
    case .duplicateTime(let path, let line, let found, let earlier):
      CommandFailure(
        .unusableData,
        "\(visible(path)): line \(line): \(found) stands in line \(earlier) already;\n"
          + "several series in one file need --series COLUMN")
    case .unsortedTime(let path, let line, let found, let above):
      CommandFailure(
        .unusableData,
        "\(visible(path)): line \(line): \(found) comes after \(above), which is later;\n"
          + "sort the rows by time")
    case .noCalendar(let path, let feature):
      .usage(
        "--calendar \(feature): \(visible(path)) has no moments of the calendar; see --time")
    case .constantTarget(let path, let name, let value):
      CommandFailure(
        .unusableData,
        "\(visible(path)): \(quoted(name)) is \(Format.general(value)) in every row that is trained "
          + "on: there is nothing to learn")
    case .emptyTarget(let path, let name):
      CommandFailure(
        .unusableData,
        "\(visible(path)): \(quoted(name)) has no value in the rows that are trained on")
    case .tooFewRows(let path, let series, let needed, let found):
      CommandFailure(
        .unusableData,
        "\(visible(path)): too few rows: \(found)\(Self.of(series)), at least \(needed) are needed;\n"
          + "use a smaller --horizon, or hold less out")
    case .unknownSeries(let path, let series):
      CommandFailure(
        .unusableData,
        series.map {
          "\(visible(path)): the model was not trained on a series \(quoted($0))"
        }
          ?? "\(visible(path)): the model was trained on several series, named by a column")
    case .missingKnown(let path, let series, let name, let needed, let found):
      CommandFailure(
        .unusableData,
        "\(visible(path)): \(quoted(name)) is known of \(Format.counted(found, "row")) after the "
          + "last value\(Self.of(series)), \(needed) are needed;\n"
          + "add rows of the future with \(quoted(name)) and an empty target")
    }
  }

  private static func of(_ series: String?) -> String {
    series.map { " of series \(quoted($0))" } ?? ""
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(12).map { visible($0, limit: 40) }.joined(separator: ", ")
      + (names.count > 12 ? ", ..." : "")
  }

  private static func hint(_ name: String, _ names: [String]) -> String {
    suggestion(for: name, among: names).map { ";\ndid you mean \(quoted($0))?" }
      ?? ";\nit has \(list(names))"
  }
}

extension CSVError: DescribedFailure {
  var commandFailure: CommandFailure {
    switch self {
    case .text(let error): return error.commandFailure
    case .missingColumn(let path, let name):
      return .usage("\(visible(path)) has no column \(quoted(name))")
    case .unclosedQuote(let path, let line, let column):
      return unusable(path, line, column, "a quotation mark that is never closed")
    case .textAfterQuote(let path, let line, let column):
      return unusable(
        path, line, column,
        "text after the quotation mark that ends a field;\n"
          + "quotation marks inside a field are doubled")
    case .quoteInField(let path, let line, let column):
      return unusable(
        path, line, column,
        "a quotation mark inside a field that does not begin with one;\n"
          + "put the whole field in quotation marks and double those inside")
    case .fieldCount(let path, let line, let expected, let found):
      return CommandFailure(
        .unusableData,
        "\(visible(path)): line \(line): \(Format.counted(found, "field")), \(expected) in the first "
          + "line;\nif the fields are cut in the wrong place, see --delimiter")
    case .duplicateName(let path, let name):
      return CommandFailure(
        .unusableData, "\(visible(path)): line 1: two columns are named \(quoted(name))")
    case .noRecords(let path):
      return CommandFailure(.unusableData, "\(visible(path)): holds no records")
    case .tooLarge(let path, let bytes):
      return CommandFailure(
        .unusableData, "\(visible(path)): \(Format.bytes(bytes)) are more than can be read")
    case .notANumber(let path, let line, let column, let found):
      return unusable(path, line, column, Self.words(ofNumber: found))
    }
  }

  private func unusable(
    _ path: String, _ line: Int, _ column: Int, _ words: String
  ) -> CommandFailure {
    CommandFailure(
      .unusableData, "\(visible(path)): line \(line), column \(column): \(words)")
  }

  private static func words(ofNumber found: String) -> String {
    let digits = found.utf8.filter { (0x30...0x39).contains($0) }.count
    let isMarked = digits > 0 && found.utf8.allSatisfy { "+-.,0123456789eE".utf8.contains($0) }
    if isMarked, found.contains(","), !found.contains(".") {
      return "\(quoted(found)) is no number with a decimal point;\n"
        + "where a comma stands for the point in every number, give --decimal comma"
    }
    if isMarked, found.contains(".") {
      return "\(quoted(found)) is no number;\n"
        + "write all numbers with one decimal mark and without marks between thousands"
    }
    if ["inf", "infinity", "nan"].contains(found.lowercased().drop { "+-".contains($0) }) {
      return "\(quoted(found)) is not finite;\na missing value is an empty field or NA"
    }
    return "\(quoted(found)) is no number;\n"
      + "where it stands for a missing value, give --missing \(shellWord(found))"
  }
}
