extension LineLayout {
  private typealias Place = (x: Double, y: Double)

  /// Bands, lines and markers of every series, in their order, clipped to the plot.
  func drawSeries(_ canvas: inout Canvas) {
    // A nested picture clips without an identifier, which would have to be unique in a page.
    let (x, y) = (Markup.coordinate(left - 2), Markup.coordinate(top - 3))
    let (width, height) = (right - left + 4, bottom - top + 6)
    canvas.beginGroup(
      "svg",
      [
        ("x", x), ("y", y), ("width", Markup.coordinate(width)),
        ("height", Markup.coordinate(height)), ("overflow", "hidden"),
        ("viewBox", "\(x) \(y) \(Markup.coordinate(width)) \(Markup.coordinate(height))"),
      ])
    for entry in entries {
      for index in entry.indices { drawBand(chart.series[index], entry, &canvas) }
    }
    for entry in entries {
      for index in entry.indices { drawLine(chart.series[index], entry, &canvas) }
    }
    canvas.endGroup("svg")
    for entry in entries {
      for index in entry.indices { drawMarkers(chart.series[index], entry, &canvas) }
    }
  }

  /// The series cut where a point has no place.
  private func runs(_ series: LineChart.Series) -> [ArraySlice<LineChart.Point>] {
    series.points.split { place($0.x, $0.y) == nil }
  }

  private func drawBand(
    _ series: LineChart.Series, _ entry: LineChart.Entry, _ canvas: inout Canvas
  ) {
    for run in series.points.split(whereSeparator: { $0.range == nil || place($0.x, $0.y) == nil })
    {
      var upper: [Place] = []
      var lower: [Place] = []
      for point in run {
        guard let range = point.range, let high = place(point.x, range.upperBound) else { continue }
        upper.append(high)
        // A range that reaches to zero or below reaches to the bottom of a logarithmic axis.
        lower.append(place(point.x, range.lowerBound) ?? (high.x, bottom))
      }
      let role = Palette.role(ofSeries: entry.style)
      if upper.count == 1 {
        canvas.line(
          upper[0].x, clamped(upper[0].y), lower[0].x, clamped(lower[0].y), role: role, width: 1.5)
      } else if upper.count > 1 {
        let outline = thinned(upper) + thinned(lower).reversed()
        canvas.shape(
          "path",
          [
            ("class", role), ("fill", "currentColor"), ("fill-opacity", "0.18"),
            ("d", path(outline) + "Z"),
          ])
      }
    }
  }

  private func drawLine(
    _ series: LineChart.Series, _ entry: LineChart.Entry, _ canvas: inout Canvas
  ) {
    for run in runs(series) where run.count > 1 && series.style != .points {
      var attributes = [
        ("class", Palette.role(ofSeries: entry.style)), ("fill", "none"),
        ("stroke", "currentColor"), ("stroke-width", run.count > 200 ? "1.5" : "2"),
        ("stroke-linejoin", "round"),
        ("d", path(thinned(run.compactMap { place($0.x, $0.y) }))),
      ]
      if series.isPredicted { attributes.append(("stroke-dasharray", "6 4")) }
      canvas.shape("path", attributes)
    }
  }

  /// Markers at every point, or at some that stay apart, or at the ends of a path; none on
  /// predicted lines. Many points have no tooltips, which would be most of the file.
  private func drawMarkers(
    _ series: LineChart.Series, _ entry: LineChart.Entry, _ canvas: inout Canvas
  ) {
    for run in runs(series) where !series.isPredicted || run.count == 1 {
      let crowded = series.style == .line && run.count > 24
      // Every line has its markers at other places, where lines lie on each other.
      var next = left + (crowded ? 12 + Double(entry.style % 8) * 11 : 0)
      for (index, point) in run.enumerated() {
        let isEnd = index == 0 || index == run.count - 1
        guard series.style != .path || isEnd, let at = place(point.x, point.y),
          vertical.contains(point.y),
          horizontal.contains(point.x)
        else { continue }
        if crowded {
          guard at.x >= next else { continue }
          next = at.x + 88
        }
        let values = "\(chart.x.style.format(point.x)), \(chart.y.style.format(point.y))"
        canvas.mark(
          series: entry.style, x: at.x, y: at.y,
          tooltip: series.style == .points && run.count > 500
            ? nil : entry.name.isEmpty ? values : "\(entry.name): \(values)")
      }
    }
  }

  private func clamped(_ y: Double) -> Double { min(max(y, top), bottom) }

  private func path(_ places: [Place]) -> String {
    places.enumerated().map { index, place in
      "\(index == 0 ? "M" : "L")\(Markup.coordinate(place.x)) \(Markup.coordinate(place.y))"
    }.joined()
  }

  /// At most four points for each unit across: the first, least, greatest and last.
  private func thinned(_ places: [Place]) -> [Place] {
    guard Double(places.count) > 2 * (right - left) else { return places }
    var result: [Place] = []
    var column: [Place] = []
    func flush() {
      guard !column.isEmpty else { return }
      let order = column.indices.sorted { column[$0].y < column[$1].y }
      let kept = Set([0, order[0], order[order.count - 1], column.count - 1])
      result += column.count <= 4 ? column : kept.sorted().map { column[$0] }
    }
    for place in places {
      if let first = column.first, abs(place.x - first.x) >= 1 {
        flush()
        column = []
      }
      column.append(place)
    }
    flush()
    return result
  }

  // MARK: - Horizontal references

  /// The lines, each with its label where it covers the least of the data.
  func drawHorizontalReferences(_ canvas: inout Canvas) {
    let lines = chart.series.flatMap { runs($0).map { $0.compactMap { place($0.x, $0.y) } } }
    var taken: [(x: ClosedRange<Double>, y: ClosedRange<Double>)] = []
    for reference in chart.yReferences where vertical.contains(reference.value) {
      let y = bottom - (vertical.fraction(reference.value) ?? 0) * (bottom - top)
      canvas.line(left, y, right, y, role: "muted", width: 1.2, dash: "2 3")
      let label = reference.label.truncated(size: Self.textSize, width: right - left - 12)
      let width = label.width(size: Self.textSize)
      var best = (cost: Int.max, x: left + 6, y: y - 5)
      let free = right - left - width - 12
      for step in 0...4 {
        for baseline in [y - 5, y + 14] where baseline - 11 >= top && baseline + 3 <= bottom {
          let x = left + 6 + free * Double(step) / 4
          let box = (x: x...(x + width), y: (baseline - 11)...(baseline + 3))
          let overlaps = taken.count { $0.x.overlaps(box.x) && $0.y.overlaps(box.y) }
          let cost =
            1000 * overlaps + lines.reduce(0) { $0 + Self.crossings($1, x: box.x, y: box.y) }
          if cost < best.cost { best = (cost, x, baseline) }
        }
      }
      taken.append((best.x...(best.x + width), (best.y - 11)...(best.y + 3)))
      canvas.text(
        label, x: best.x, y: best.y, size: Self.textSize, role: "muted", hasHalo: true)
    }
  }

  /// How many of the line's pieces pass through a box, by samples along each.
  private static func crossings(
    _ places: [Place], x: ClosedRange<Double>, y: ClosedRange<Double>
  ) -> Int {
    zip(places, places.dropFirst()).reduce(0) { total, piece in
      let (start, end) = piece
      guard max(start.x, end.x) >= x.lowerBound, min(start.x, end.x) <= x.upperBound else {
        return total
      }
      let passes = (0...32).contains { step in
        let part = Double(step) / 32
        return x.contains(start.x + part * (end.x - start.x))
          && y.contains(start.y + part * (end.y - start.y))
      }
      return total + (passes ? 1 : 0)
    }
  }
}
