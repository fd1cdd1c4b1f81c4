/// A matrix of values as colours, with a label for every row and column, such as the attention
/// that each target symbol (rows) pays to each source symbol (columns).
package struct HeatMap: Sendable, Hashable {
  package var title: String
  /// One sentence that says what to see.
  package var subtitle: String
  /// What the rows are, and their labels from the top; white space and control characters are
  /// drawn as visible signs.
  package var rowTitle: String
  package var rows: [String]
  /// What the columns are, and their labels from the left.
  package var columnTitle: String
  package var columns: [String]
  /// Values `[rows, columns]`; missing and not finite ones are drawn as an empty crossed cell.
  package var values: [[Double]]
  /// What the values are, for the colour key.
  package var valueTitle: String
  /// How values are written.
  package var style: NumberStyle
  /// The values of the first and the last colour; nil for the data's range, with zero in it.
  package var range: ClosedRange<Double>?
  /// Whether the values are written into the cells.
  package var showsValues: Bool

  /// A heat map of `values[row][column]`.
  package init(
    title: String, subtitle: String = "", rowTitle: String = "", rows: [String],
    columnTitle: String = "", columns: [String], values: [[Double]], valueTitle: String = "",
    style: NumberStyle = .plain, range: ClosedRange<Double>? = nil, showsValues: Bool = false
  ) {
    self.title = title
    self.subtitle = subtitle
    self.rowTitle = rowTitle
    self.rows = rows
    self.columnTitle = columnTitle
    self.columns = columns
    self.values = values
    self.valueTitle = valueTitle
    self.style = style
    self.range = range
    self.showsValues = showsValues
  }

  /// A self-contained SVG file.
  package var svg: String { standalone }
}

extension HeatMap: Drawable {
  var hasRamp: Bool { true }
  var hasOwnWidth: Bool { true }

  var summary: String {
    func name(_ title: String, _ labels: [String]) -> String {
      let text = labels.map(\.visible).joined(separator: " ")
      return title.isEmpty ? text : "\(title): \(text)"
    }
    return "Heat map of \(rows.count) rows by \(columns.count) columns. "
      + "Rows, \(name(rowTitle, rows)). Columns, \(name(columnTitle, columns))."
  }

  func draw(width: Double, isTitled: Bool) -> Canvas {
    HeatLayout(self, width: width, isTitled: isTitled).canvas
  }

  /// The value of a cell, nil when there is none.
  func value(_ row: Int, _ column: Int) -> Double? {
    guard row < values.count, column < values[row].count else { return nil }
    let value = values[row][column]
    return Projection.isDrawable(value, scale: .linear) ? value : nil
  }

  /// The values of the first and the last colour.
  var colored: ClosedRange<Double> {
    if let range, range.lowerBound < range.upperBound,
      Projection.isDrawable(range.lowerBound, scale: .linear),
      Projection.isDrawable(range.upperBound, scale: .linear)
    {
      return range
    }
    let present = values.joined().filter { Projection.isDrawable($0, scale: .linear) }
    let (least, greatest) = (min(0, present.min() ?? 0), max(0, present.max() ?? 0))
    return least < greatest ? least...greatest : 0...1
  }

  /// The colour of a value; values beyond the range take the colour at its end.
  func level(_ value: Double) -> Int {
    let colored = colored
    let place = (value - colored.lowerBound) / (colored.upperBound - colored.lowerBound)
    return Int((min(max(place, 0), 1) * Double(Palette.rampLevels - 1)).rounded())
  }
}
