extension LineChart {
  /// What the plane behind the lines shows, by values at nodes of an even grid over the domains of
  /// both axes: rows from the bottom, columns from the left.
  package enum Field: Sendable, Hashable {
    /// The class at each node as an area in the colour of its series.
    case regions([[Int]])
    /// Lines of equal value at some levels.
    case contours([[Double]], levels: [Double])
  }
}

extension LineLayout {
  /// Areas or contours, behind all lines.
  func drawField(_ canvas: inout Canvas) {
    switch chart.field {
    case nil: break
    case .regions(let classes): drawRegions(classes, &canvas)
    case .contours(let values, let levels): drawContours(values, levels, &canvas)
    }
  }

  /// The class of each node as a rectangle around it, neighbours of one class in one piece, each
  /// class as one shape.
  private func drawRegions(_ classes: [[Int]], _ canvas: inout Canvas) {
    var paths: [Int: String] = [:]
    let height = (bottom - top) / Double(max(1, classes.count))
    for (row, line) in classes.enumerated() {
      let width = (right - left) / Double(max(1, line.count))
      let y = bottom - Double(row + 1) * height
      var start = 0
      while start < line.count {
        let end = line[start...].firstIndex { $0 != line[start] } ?? line.count
        let across = Markup.coordinate(Double(end - start) * width)
        paths[line[start], default: ""] +=
          "M\(Markup.coordinate(left + Double(start) * width)) \(Markup.coordinate(y))h\(across)"
          + "v\(Markup.coordinate(height))h-\(across)z"
        start = end
      }
    }
    for (index, path) in paths.sorted(by: { $0.key < $1.key }) {
      canvas.shape(
        "path",
        [
          ("class", Palette.role(ofSeries: max(0, index))), ("fill", "currentColor"),
          ("fill-opacity", "0.22"), ("shape-rendering", "crispEdges"), ("d", path),
        ])
    }
  }

  /// The lines of each level by marching squares, straight within a cell.
  private func drawContours(_ values: [[Double]], _ levels: [Double], _ canvas: inout Canvas) {
    guard values.count > 1, let columns = values.map(\.count).min(), columns > 1 else { return }
    let width = (right - left) / Double(columns - 1)
    let height = (bottom - top) / Double(values.count - 1)
    for level in levels {
      var path = ""
      for row in 0..<values.count - 1 {
        for column in 0..<columns - 1 {
          // Counter-clockwise from the lower left.
          let corners = [
            (column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1),
          ].map { (x: Double($0.0), y: Double($0.1), value: values[$0.1][$0.0]) }
          guard corners.allSatisfy({ $0.value.isFinite }) else { continue }
          var crossings: [String] = []
          for (index, from) in corners.enumerated() {
            let to = corners[(index + 1) % 4]
            guard (from.value < level) != (to.value < level) else { continue }
            let part = (level - from.value) / (to.value - from.value)
            let x = left + (from.x + part * (to.x - from.x)) * width
            let y = bottom - (from.y + part * (to.y - from.y)) * height
            crossings.append("\(Markup.coordinate(x)) \(Markup.coordinate(y))")
          }
          // Four of them, at a saddle, are two pieces.
          for index in stride(from: 0, to: crossings.count - 1, by: 2) {
            path += "M\(crossings[index])L\(crossings[index + 1])"
          }
        }
      }
      guard !path.isEmpty else { continue }
      canvas.shape(
        "path",
        [
          ("class", "axis"), ("fill", "none"), ("stroke", "currentColor"), ("stroke-width", "1"),
          ("stroke-opacity", "0.7"), ("d", path),
        ], tooltip: chart.x.style.format(level))
    }
  }
}
