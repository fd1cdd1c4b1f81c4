/// The places of a line chart's parts for one width.
struct LineLayout {
  let chart: LineChart
  let entries: [LineChart.Entry]
  let horizontal: Projection
  let vertical: Projection
  private(set) var canvas: Canvas
  /// The plot's edges.
  private(set) var left = 0.0
  private(set) var right = 0.0
  private(set) var top = 0.0
  private(set) var bottom = 0.0

  static let textSize = 12.0

  init(_ chart: LineChart, width: Double, isTitled: Bool) {
    self.chart = chart
    entries = chart.entries
    canvas = Canvas(width: width)
    let points = chart.series.flatMap(\.points).filter {
      Projection.isDrawable($0.x, scale: chart.x.scale)
        && Projection.isDrawable($0.y, scale: chart.y.scale)
    }
    let ranges = points.compactMap(\.range).flatMap { [$0.lowerBound, $0.upperBound] }
    // References widen the range of data; without data they would be all there is to see.
    horizontal = Projection(
      chart.x, values: points.map(\.x) + (points.isEmpty ? [] : chart.xReferences.map(\.value)),
      endsAtTicks: false)
    vertical = Projection(
      chart.y,
      values: points.map(\.y) + ranges + (points.isEmpty ? [] : chart.yReferences.map(\.value)),
      endsAtTicks: true)

    if isTitled { canvas.header(title: chart.title, subtitle: chart.subtitle) }
    // A plane is nearly as high as wide.
    let plotHeight =
      chart.field == nil
      ? min(max((width * 0.5).rounded(), 230), 340) : min((width * 0.8).rounded(), 460)
    let verticalTicks = vertical.ticks(count: Int(plotHeight / 55))
    let tickWidth =
      verticalTicks.compactMap(\.label).map { $0.width(size: Self.textSize) }.max()
      ?? 0
    left = (tickWidth + 10).rounded(.up)

    let labels = chart.field == nil ? directLabels(plotHeight: plotHeight) : nil
    right = labels.map { width - $0.width } ?? width - 24
    drawLegend(hasNames: labels == nil)
    for line in chart.y.heading.wrapped(size: Self.textSize, width: width - 2) {
      canvas.height += 16
      canvas.text(line, x: 0, y: canvas.height - 4, size: Self.textSize, role: "muted")
    }
    let isEmpty = points.isEmpty && chart.field == nil
    let flags = isEmpty ? [] : flagRows()
    canvas.height += Double(flags.count) * 16 + (flags.isEmpty ? 12 : 6)
    top = canvas.height
    bottom = top + plotHeight

    drawField(&canvas)
    drawAxes(verticalTicks)
    drawFlags(flags)
    drawSeries(&canvas)
    if isEmpty {
      canvas.text(
        "no data", x: (left + right) / 2, y: (top + bottom) / 2, size: 14, anchor: .middle,
        role: "muted")
    } else {
      drawHorizontalReferences(&canvas)
    }
    if let labels { draw(labels) }
    canvas.height = bottom + 22
    for line in chart.x.heading.wrapped(size: Self.textSize, width: width - 2) {
      let half = line.width(size: Self.textSize) / 2
      let center = min(max((left + right) / 2, half), width - half)
      canvas.height += 16
      canvas.text(
        line, x: center, y: canvas.height - 2, size: Self.textSize, anchor: .middle, role: "muted")
    }
    canvas.height += 4
  }

  /// The place of a point, nil when it has none.
  func place(_ x: Double, _ y: Double) -> (x: Double, y: Double)? {
    guard let across = horizontal.fraction(x), let along = vertical.fraction(y) else { return nil }
    return (left + across * (right - left), bottom - along * (bottom - top))
  }

  // MARK: - Axes

  private mutating func drawAxes(_ verticalTicks: [Tick]) {
    for tick in verticalTicks {
      let y = bottom - (vertical.fraction(tick.value) ?? 0) * (bottom - top)
      guard let label = tick.label else {
        canvas.line(left - 3, y, left, y, role: "axis")
        continue
      }
      if chart.field == nil { canvas.line(left, y, right, y, role: "grid") }
      canvas.text(
        label, x: left - 8, y: y + 4, size: Self.textSize, anchor: .end, role: "muted")
    }
    canvas.line(left, bottom, right, bottom, role: "axis")
    if verticalTicks.contains(where: { $0.label == nil }) {
      canvas.line(left, top, left, bottom, role: "axis")
    }
    for tick in horizontalTicks() {
      let x = left + (horizontal.fraction(tick.value) ?? 0) * (right - left)
      canvas.line(x, bottom, x, bottom + (tick.label == nil ? 3 : 6), role: "axis")
      guard let label = tick.label else { continue }
      let half = label.width(size: Self.textSize) / 2
      canvas.text(
        label, x: min(max(x, half), canvas.width - half), y: bottom + 19, size: Self.textSize,
        anchor: .middle, role: "muted")
    }
  }

  /// The most ticks whose labels stay apart.
  private func horizontalTicks() -> [Tick] {
    var ticks: [Tick] = []
    for count in stride(from: max(2, Int((right - left) / 60)), through: 2, by: -1) {
      ticks = horizontal.ticks(count: count)
      var end = -Double.infinity
      let isClear = ticks.allSatisfy { tick in
        guard let label = tick.label else { return true }
        let center = (horizontal.fraction(tick.value) ?? 0) * (right - left)
        let half = label.width(size: Self.textSize) / 2
        defer { end = center + half }
        return center - half >= end + 10
      }
      if isClear { return ticks }
    }
    // Labels too wide even for two: the first and the last.
    let labelled = ticks.indices.filter { ticks[$0].label != nil }
    for index in labelled.dropFirst().dropLast() { ticks[index].label = nil }
    return ticks
  }

  // MARK: - Vertical references

  /// A reference's place across, and its label's.
  private typealias Flag = (x: Double, start: Double, label: String)

  /// Labels of the vertical references in rows above the plot from the lowest, so that none
  /// covers another.
  private func flagRows() -> [[Flag]] {
    var rows: [[Flag]] = []
    var starts: [Double] = []
    let references = chart.xReferences.filter { horizontal.contains($0.value) }
      .sorted { $0.value > $1.value }
    for reference in references {
      let x = left + (horizontal.fraction(reference.value) ?? 0) * (right - left)
      let label = reference.label.truncated(size: Self.textSize, width: canvas.width - 8)
      let width = label.width(size: Self.textSize)
      let start = max(0, min(x + 4, canvas.width - width - 1))
      // From the right: what stands further left stands higher, so that no line right of a label
      // passes through it.
      let row = starts.firstIndex { start + width + 12 <= $0 } ?? starts.count
      if row == starts.count {
        starts.append(0)
        rows.append([])
      }
      starts[row] = start
      rows[row].append((x, start, label))
    }
    return rows
  }

  private mutating func drawFlags(_ rows: [[Flag]]) {
    let placed = rows.enumerated().flatMap { row, flags in
      flags.map { (flag: $0, y: top - 8 - 16 * Double(row)) }
    }
    for (flag, y) in placed {
      canvas.line(flag.x, y - 8, flag.x, bottom, role: "muted", width: 1.2, dash: "2 3")
    }
    for (flag, y) in placed {
      canvas.text(
        flag.label, x: flag.start, y: y, size: Self.textSize, role: "muted", hasHalo: true)
    }
  }

  // MARK: - Legend

  private mutating func drawLegend(hasNames: Bool) {
    var items: [(label: String, style: Int?, isDashed: Bool, isPoints: Bool)] = []
    if hasNames {
      for entry in entries where !entry.name.isEmpty {
        let isPoints = entry.indices.allSatisfy { chart.series[$0].style == .points }
        items.append((entry.name, entry.style, !entry.hasMeasured, isPoints))
      }
    }
    if entries.contains(where: { $0.hasMeasured && $0.hasPredicted }) {
      items.append(("predicted", nil, true, false))
    }
    guard !items.isEmpty else { return }
    var x = 0.0
    canvas.height += 18
    for item in items {
      let label = item.label.truncated(size: Self.textSize, width: canvas.width - 34)
      let width = 32 + label.width(size: Self.textSize)
      if x > 0, x + width > canvas.width {
        x = 0
        canvas.height += 19
      }
      let y = canvas.height - 9
      let role = item.style.map { Palette.role(ofSeries: $0) } ?? "muted"
      if !item.isPoints {
        canvas.line(x, y, x + 26, y, role: role, width: 2, dash: item.isDashed ? "6 4" : nil)
      }
      if let style = item.style, !item.isDashed { canvas.mark(series: style, x: x + 13, y: y) }
      canvas.text(label, x: x + 32, y: y + 4, size: Self.textSize)
      x += width + 20
    }
    canvas.height += 10
  }

  // MARK: - Labels at the ends of lines

  private mutating func draw(_ labels: EndLabels) {
    for label in labels.labels {
      let y = bottom - label.place * (bottom - top)
      let end = bottom - label.end * (bottom - top)
      let startX = left + label.across * (right - left)
      if abs(y - end) > 4 || right - startX > 10 {
        canvas.shape(
          "path",
          [
            ("class", Palette.role(ofSeries: label.style)), ("fill", "none"),
            ("stroke", "currentColor"),
            ("stroke-width", "1"), ("stroke-dasharray", "1 2"),
            (
              "d",
              "M\(Markup.coordinate(startX + 5)) \(Markup.coordinate(end))"
                + "L\(Markup.coordinate(right + 8)) \(Markup.coordinate(y))"
            ),
          ])
      }
      canvas.mark(series: label.style, x: right + 15, y: y)
      canvas.text(label.name, x: right + 25, y: y + 4, size: Self.textSize)
    }
  }

  private func directLabels(plotHeight: Double) -> EndLabels? {
    EndLabels(
      entries: entries, series: chart.series, horizontal: horizontal, vertical: vertical,
      plotHeight: plotHeight, available: canvas.width - left)
  }
}
