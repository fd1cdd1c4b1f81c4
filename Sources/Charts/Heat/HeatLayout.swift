/// The places of a heat map's parts. The picture is as wide as its cells need.
struct HeatLayout {
  private(set) var canvas: Canvas
  private let map: HeatMap
  private let rowLabels: [String]
  private let columnLabels: [String]
  private let cell: Double
  private let left: Double
  /// Degrees by which column labels are turned.
  private let rotation: Double

  private static let textSize = 12.0
  /// Labels wider than this are cut; the tooltips hold them whole.
  private static let longest = 130.0
  /// A matrix of more cells than this has no tooltips, which would be most of the file.
  private static let tooltipLimit = 2500
  /// What the colour key takes, so that a narrow matrix does not cut it.
  private static let leastWidth = 280.0

  init(_ map: HeatMap, width: Double, isTitled: Bool) {
    self.map = map
    func shortened(_ label: String) -> String {
      label.visible.truncated(size: Self.textSize, width: Self.longest)
    }
    func widest(_ labels: [String]) -> Double {
      labels.map { $0.width(size: Self.textSize) }.max() ?? 0
    }
    rowLabels = map.rows.map(shortened)
    columnLabels = map.columns.map(shortened)
    left = (max(widest(rowLabels), widest([map.rowTitle])) + 8).rounded(.up)
    let least = map.showsValues ? 34.0 : 15.0
    let columnWidth = widest(columnLabels)
    // Labels that nearly fit stand upright over wider cells.
    let wanted = min(max(columnWidth + 5, 22), 48)
    let count = Double(max(1, map.columns.count))
    var share = ((width - left) / count).rounded(.down)
    if columnWidth > max(least, min(wanted, share)) {
      share = ((width - left - columnWidth * 0.71) / count).rounded(.down)
    }
    cell = max(least, min(wanted, share))
    rotation = columnWidth <= cell ? 0 : cell >= 18 ? -45 : -90
    let overhang = rotation == -45 ? max(0, columnWidth * 0.71 + 8 - cell / 2) : 0
    let matrix = left + cell * Double(map.columns.count)
    let natural = max(matrix + overhang, 240, left + widest([map.columnTitle]) + 2)
    canvas = Canvas(
      width: max(natural, isTitled ? min(width, 480) : Self.leastWidth).rounded(.up))

    if isTitled { canvas.header(title: map.title, subtitle: map.subtitle) }
    if !map.columnTitle.isEmpty {
      canvas.height += 16
      canvas.text(
        map.columnTitle, x: left, y: canvas.height - 5, size: Self.textSize, role: "muted")
    }
    let labelHeight =
      switch rotation {
      case 0: 19.0
      case -45: columnWidth * 0.71 + 14
      default: columnWidth + 6
      }
    let top = (canvas.height + labelHeight).rounded(.up)
    if !map.rowTitle.isEmpty {
      canvas.text(
        map.rowTitle, x: left - 8, y: top - 5, size: Self.textSize, anchor: .end, role: "muted")
    }
    drawLabels(top: top)
    drawCells(top: top)
    canvas.height = top + cell * Double(map.rows.count)
    drawKey()
  }

  private mutating func drawLabels(top: Double) {
    for (column, label) in columnLabels.enumerated() {
      let middle = left + (Double(column) + 0.5) * cell
      switch rotation {
      case 0:
        canvas.text(label, x: middle, y: top - 7, size: Self.textSize, anchor: .middle)
      case -45:
        canvas.text(label, x: middle + 3, y: top - 5, size: Self.textSize, rotation: -45)
      default:
        canvas.text(label, x: middle + 4, y: top - 4, size: Self.textSize, rotation: -90)
      }
    }
    for (row, label) in rowLabels.enumerated() {
      let y = top + (Double(row) + 0.5) * cell + 4
      canvas.text(label, x: left - 8, y: y, size: Self.textSize, anchor: .end)
    }
  }

  private mutating func drawCells(top: Double) {
    let gap = cell >= 20 ? 1.0 : 0
    let hasTooltips = map.rows.count * map.columns.count <= Self.tooltipLimit
    for row in map.rows.indices {
      for column in map.columns.indices {
        let (x, y) = (left + Double(column) * cell, top + Double(row) * cell)
        guard let value = map.value(row, column) else {
          canvas.line(x + 4, y + cell - 4, x + cell - 4, y + 4, role: "axis")
          continue
        }
        let level = map.level(value)
        let text = map.style.format(value)
        let names = "\(map.rows[row].visible) ← \(map.columns[column].visible): \(text)"
        canvas.rectangle(
          x: x, y: y, width: cell - gap, height: cell - gap, ramp: level, radius: gap * 2,
          isCrisp: gap == 0, tooltip: hasTooltips ? names : nil)
        guard map.showsValues else { continue }
        let short = written(value)
        let size = min(11, 11 * (cell - 4) / max(1, short.width(size: 11)))
        canvas.text(
          short, x: x + (cell - gap) / 2, y: y + (cell - gap) / 2 + size * 0.36, size: size,
          anchor: .middle, ramp: level)
      }
    }
    // The outline shows where the matrix ends when its edge has the paper's colour.
    let (width, height) = (
      cell * Double(map.columns.count) - gap, cell * Double(map.rows.count) - gap
    )
    canvas.shape(
      "path",
      [
        ("class", "grid"), ("fill", "none"), ("stroke", "currentColor"),
        (
          "d",
          "M\(Markup.coordinate(left - 1)) \(Markup.coordinate(top - 1))"
            + "h\(Markup.coordinate(width + 2))v\(Markup.coordinate(height + 2))"
            + "h\(Markup.coordinate(-width - 2))z"
        ),
      ])
  }

  /// A value in a cell: decimals by the range, so that small values do not grow long,
  /// and none where all values are whole.
  private func written(_ value: Double) -> String {
    let range = map.colored
    let greatest = max(abs(range.lowerBound), abs(range.upperBound))
    guard map.style == .plain, greatest >= 0.1, greatest < 1000 else {
      return map.style.format(value, significant: 2)
    }
    let isCount = map.values.joined().allSatisfy { !$0.isFinite || $0 == $0.rounded() }
    return NumberStyle.fixed(
      value, decimals: isCount || greatest >= 100 ? 0 : greatest < 10 ? 2 : 1)
  }

  private mutating func drawKey() {
    let range = map.colored
    let (low, high) = (map.style.format(range.lowerBound), map.style.format(range.upperBound))
    canvas.height += 24
    let length = 4.0 * Double(Palette.rampLevels)
    let title = map.valueTitle.isEmpty ? "" : map.valueTitle + " "
    let start = (title + low).width(size: Self.textSize) + 8
    let end = start + length + 16 + high.width(size: Self.textSize)
    // The title takes a line of its own where the key is wider than the matrix.
    var x = min(left, max(0, canvas.width - end))
    var label = title + low
    if end > canvas.width {
      for line in map.valueTitle.wrapped(size: Self.textSize, width: canvas.width - 2) {
        canvas.text(line, x: 0, y: canvas.height, size: Self.textSize, role: "muted")
        canvas.height += 17
      }
      (x, label) = (0, low)
    }
    canvas.text(label, x: x, y: canvas.height, size: Self.textSize, role: "muted")
    x += label.width(size: Self.textSize) + 8
    for level in 0..<Palette.rampLevels {
      canvas.rectangle(
        x: x + 4 * Double(level), y: canvas.height - 10, width: 4, height: 12, ramp: level,
        isCrisp: true)
    }
    canvas.text(
      high, x: x + length + 8, y: canvas.height, size: Self.textSize, role: "muted")
    canvas.height += 8
  }
}
