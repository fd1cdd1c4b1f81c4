/// A table of texts and numbers.
package struct DataTable: Sendable, Hashable {
  /// What stands in a cell.
  package enum Cell: Sendable, Hashable, ExpressibleByStringLiteral {
    /// Text, aligned to the left.
    case text(String)
    /// A number in a style, aligned to the right; one that is not finite is an en dash.
    case number(Double, NumberStyle)
    /// A number already written, aligned to the right.
    case figure(String)
    /// Nothing, drawn as an en dash.
    case missing

    package init(stringLiteral value: String) {
      self = .text(value)
    }

    /// A number with grouped thousands.
    package static func number(_ value: Double) -> Cell { .number(value, .plain) }

    /// A whole number with grouped thousands.
    package static func number(_ value: Int) -> Cell { .number(Double(value), .plain) }

    /// The cell as it is written.
    package var written: String {
      switch self {
      case .text(let text), .figure(let text): text
      case .number(let value, let style): style.format(value)
      case .missing: "–"
      }
    }

    /// Whether the cell is aligned to the right; nil when it follows its column.
    package var isNumber: Bool? {
      switch self {
      case .text: false
      case .number, .figure: true
      case .missing: nil
      }
    }
  }

  /// What the table shows, above it; may be empty.
  package var caption: String
  /// The columns' titles.
  package var header: [String]
  /// Rows of cells; missing cells at the end are empty, those beyond the header are left out.
  package var rows: [[Cell]]

  /// A table. A column whose first cell that is not missing holds a number is aligned to the right.
  package init(caption: String = "", header: [String], rows: [[Cell]]) {
    self.caption = caption
    self.header = header
    self.rows = rows
  }

  /// The table in a box that scrolls sideways; styled by the page it stands in.
  package var html: String { rendered.text }

  /// For each column, whether it is aligned to the right.
  package var isNumeric: [Bool] {
    header.indices.map { column in
      rows.lazy.compactMap { column < $0.count ? $0[column].isNumber : nil }.first ?? false
    }
  }

  var rendered: Markup {
    let isNumeric = isNumeric
    func attributes(_ isNumber: Bool) -> [(String, String)] { isNumber ? [("class", "n")] : [] }
    var markup = Markup()
    markup.open(
      "div",
      [
        ("class", "scroll"), ("role", "region"), ("tabindex", "0"),
        ("aria-label", caption.isEmpty ? "table" : caption),
      ])
    markup.open("table")
    if !caption.isEmpty { markup.element("caption", content: caption) }
    markup.open("thead")
    markup.open("tr")
    for (column, title) in header.enumerated() {
      markup.element(
        "th", [("scope", "col")] + attributes(isNumeric[column]), content: title)
    }
    markup.close("tr")
    markup.close("thead")
    markup.open("tbody")
    for row in rows {
      markup.open("tr")
      for column in header.indices {
        let cell = column < row.count ? row[column] : .text("")
        let isNumber = cell.isNumber ?? isNumeric[column]
        // A text in the first column names its row.
        let isName = column == 0 && cell.isNumber == false
        markup.element(
          isName ? "th" : "td", (isName ? [("scope", "row")] : []) + attributes(isNumber),
          content: cell.written)
      }
      markup.close("tr")
    }
    markup.close("tbody")
    markup.close("table")
    markup.close("div")
    return markup
  }
}
