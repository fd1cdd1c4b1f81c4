/// The places of a bar chart's parts for one width.
struct BarLayout {
  private(set) var canvas: Canvas
  private let chart: BarChart
  private let projection: Projection
  private let left: Double
  private let right: Double
  /// Whether groups have their labels above the bars, where the width is small.
  private let isStacked: Bool

  private static let textSize = 12.0
  private static let thickness = 16.0

  init(_ chart: BarChart, width: Double, isTitled: Bool) {
    self.chart = chart
    canvas = Canvas(width: width)
    let values = chart.series.flatMap { $0.values.prefix(chart.groups.count) }
    let origin = chart.value.scale == .linear ? [0.0] : []
    let marked = chart.reference.map { [$0.value] } ?? []
    let isEmpty = !values.contains { Projection.isDrawable($0, scale: chart.value.scale) }
    projection = Projection(
      chart.value, values: isEmpty ? [] : values + origin + marked, endsAtTicks: true)

    func widest(_ texts: [String]) -> Double {
      texts.map { $0.width(size: Self.textSize) }.max() ?? 0
    }
    let labels = widest(chart.groups)
    isStacked = width < 520 || labels > width * 0.3
    let numbers = widest(values.filter(\.isFinite).map { chart.value.style.format($0) })
    // A negative bar's value stands left of it, where the labels would otherwise end.
    let before = values.contains { $0 < 0 } ? numbers + 8 : 0
    left = ((isStacked ? 2 : labels + 12) + before).rounded(.up)
    right = max(width - numbers - 10, left + 20)

    if isTitled { canvas.header(title: chart.title, subtitle: chart.subtitle) }
    drawLegend()
    if let reference = chart.reference, projection.contains(reference.value), !isEmpty {
      drawBars(flag: reference)
    } else {
      drawBars(flag: nil)
    }
  }

  private func place(_ value: Double) -> Double {
    left + min(max(projection.fraction(value) ?? 0, 0), 1) * (right - left)
  }

  private mutating func drawLegend() {
    let names = chart.series.enumerated().filter { !$0.element.name.isEmpty }
    guard chart.series.count > 1, !names.isEmpty else { return }
    var x = 0.0
    canvas.height += 18
    for (index, series) in names {
      let label = series.name.truncated(size: Self.textSize, width: canvas.width - 20)
      let width = 18 + label.width(size: Self.textSize)
      if x > 0, x + width > canvas.width {
        x = 0
        canvas.height += 19
      }
      canvas.rectangle(
        x: x, y: canvas.height - 15, width: 12, height: 12, role: role(index), radius: 2)
      canvas.text(label, x: x + 18, y: canvas.height - 5, size: Self.textSize)
      x += width + 20
    }
    canvas.height += 10
  }

  private func role(_ index: Int) -> String {
    Palette.role(ofSeries: max(0, chart.series[index].color ?? index))
  }

  private mutating func drawBars(flag: Axis.Reference?) {
    if let flag {
      let label = flag.label.truncated(size: Self.textSize, width: canvas.width - 8)
      let width = label.width(size: Self.textSize)
      canvas.height += 16
      canvas.text(
        label, x: max(0, min(place(flag.value) + 4, canvas.width - width - 1)),
        y: canvas.height - 4, size: Self.textSize, role: "muted")
    }
    let top = canvas.height + 4
    let bars = max(1, chart.series.count)
    let labelHeight = isStacked ? 18.0 : 0
    let groupHeight = labelHeight + Double(bars) * (Self.thickness + 2) + 12
    let bottom = top + Double(max(1, chart.groups.count)) * groupHeight
    for tick in ticks() {
      let x = place(tick.value)
      canvas.line(x, top, x, bottom, role: "grid")
      guard let label = tick.label else { continue }
      let half = label.width(size: Self.textSize) / 2
      canvas.text(
        label, x: min(max(x, half), canvas.width - half), y: bottom + 17, size: Self.textSize,
        anchor: .middle, role: "muted")
    }
    if chart.value.scale == .linear, projection.contains(0) {
      canvas.line(place(0), top, place(0), bottom, role: "axis")
    }
    for (group, name) in chart.groups.enumerated() {
      let start = top + Double(group) * groupHeight + 6
      let label = name.truncated(size: Self.textSize, width: canvas.width - 4)
      let middle = start + (groupHeight - 12) / 2
      canvas.text(
        label, x: 0, y: isStacked ? start + 12 : middle + 4, size: Self.textSize, hasHalo: true)
      for index in chart.series.indices where group < chart.series[index].values.count {
        drawBar(
          chart.series[index].values[group], index: index, group: name,
          y: start + labelHeight + Double(index) * (Self.thickness + 2))
      }
    }
    if let flag {
      let x = place(flag.value)
      canvas.line(x, top - 14, x, bottom, role: "muted", width: 1.2, dash: "2 3")
    }
    canvas.height = bottom + 22
    for line in chart.value.heading.wrapped(size: Self.textSize, width: canvas.width - 2) {
      canvas.height += 16
      canvas.text(
        line, x: canvas.width / 2, y: canvas.height - 2, size: Self.textSize, anchor: .middle,
        role: "muted")
    }
    canvas.height += 4
  }

  private mutating func drawBar(_ value: Double, index: Int, group: String, y: Double) {
    guard Projection.isDrawable(value, scale: chart.value.scale) else {
      canvas.text(
        "–", x: place(0) + 6, y: y + 12, size: Self.textSize, role: "muted", hasHalo: true)
      return
    }
    let text = chart.value.style.format(value)
    let (from, to) = (place(chart.value.scale == .linear ? 0 : projection.lower), place(value))
    let name = chart.series[index].name
    let tooltip = [group, name].filter { !$0.isEmpty }.joined(separator: ", ") + ": " + text
    canvas.rectangle(
      x: min(from, to), y: y, width: max(abs(to - from), 1), height: Self.thickness,
      role: role(index), radius: 2, tooltip: tooltip)
    canvas.text(
      text, x: value < 0 ? to - 6 : to + 6, y: y + 12, size: Self.textSize,
      anchor: value < 0 ? .end : .start, hasHalo: true)
  }

  private func ticks() -> [Tick] {
    for count in stride(from: max(2, Int((right - left) / 80)), through: 2, by: -1) {
      let ticks = projection.ticks(count: count).filter { $0.label != nil }
      let widest = ticks.compactMap(\.label)
        .map { $0.width(size: Self.textSize) }.max()
      let gap = zip(ticks, ticks.dropFirst()).map { place($1.value) - place($0.value) }.min()
      if (widest ?? 0) + 10 <= gap ?? .infinity { return ticks }
    }
    return []
  }
}
