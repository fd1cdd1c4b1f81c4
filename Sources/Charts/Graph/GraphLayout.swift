/// The places of a graph's boxes and edges.
struct GraphLayout {
  private(set) var canvas: Canvas
  private let chart: GraphChart
  private let graph: GraphLayers
  /// The centre of each place from the left, and its width.
  private var centers: [Double]
  private let widths: [Double]

  private static let labelSize = 13.0
  private static let detailSize = 11.0
  private static let boxHeight = 38.0
  private static let layerGap = 30.0
  private static let gap = 14.0
  private static let widestBox = 190.0

  init(_ chart: GraphChart, width: Double, isTitled: Bool) {
    self.chart = chart
    let graph = GraphLayers(chart.vertices.map(\.inputs))
    self.graph = graph
    widths = graph.places.map { place in
      guard let vertex = place.vertex.map({ chart.vertices[$0] }) else { return 6 }
      let text = max(
        vertex.label.width(size: Self.labelSize), vertex.detail.width(size: Self.detailSize))
      return min(max(text + 20, 48), Self.widestBox).rounded(.up)
    }
    centers = graph.places.map { _ in 0 }
    // The canvas follows the graph where that is wider, and the title has at least half of `width`.
    canvas = Canvas(width: 0)
    align()
    let extent = graph.places.indices.map { centers[$0] + widths[$0] / 2 }.max() ?? 0
    canvas = Canvas(width: max(extent + 1, isTitled ? min(width, 480) : 0))
    let margin = (canvas.width - extent) / 2
    for place in centers.indices { centers[place] += margin }
    if isTitled { canvas.header(title: chart.title, subtitle: chart.subtitle) }
    let top = canvas.height + 1
    for path in graph.edges { drawEdge(path, top: top) }
    for place in graph.places.indices { drawBox(place, top: top) }
    let count = Double(graph.layers.count)
    canvas.height = top + count * Self.boxHeight + max(0, count - 1) * Self.layerGap + 1
  }

  /// Moves the places of each layer to the mean of their neighbours, as far as their order and the
  /// gaps between them allow, down and up in turn.
  private mutating func align() {
    for layer in graph.layers { settle(layer, at: layer.map { _ in 0 }) }
    for sweep in 0..<16 {
      let isDown = sweep % 2 == 0
      for layer in isDown ? graph.layers : graph.layers.reversed() {
        settle(
          layer,
          at: layer.map { place in
            let both = graph.places[place]
            let first = isDown ? both.above : both.below
            let all = first.isEmpty ? both.above + both.below : first
            // What was made from something leads on; inputs of their own stand beside it.
            let made = all.filter { !graph.places[$0].above.isEmpty }
            let near = made.isEmpty ? all : made
            guard !near.isEmpty else { return centers[place] }
            return near.reduce(0) { $0 + centers[$1] } / Double(near.count)
          })
      }
    }
    let left = graph.places.indices.map { centers[$0] - widths[$0] / 2 }.min() ?? 0
    for place in centers.indices { centers[place] -= left }
  }

  /// The centres nearest to `wishes`, in least squares, with the layer's order and gaps: places that
  /// would overlap form a block, which stands at the mean of their wishes. Those of vertices without
  /// inputs count little, so that they stand beside the others and do not push them away.
  private mutating func settle(_ layer: [Int], at wishes: [Double]) {
    var offsets: [Double] = []
    var right = 0.0
    for place in layer {
      offsets.append(right + widths[place] / 2)
      right += widths[place] + Self.gap
    }
    // Without the gaps, positions only have to rise: a pool of adjacent violators.
    var blocks: [(sum: Double, weight: Double, count: Int)] = []
    for (index, place) in layer.enumerated() {
      let weight = graph.places[place].above.isEmpty ? 0.05 : 1
      blocks.append((weight * (wishes[index] - offsets[index]), weight, 1))
      while let last = blocks.last, let before = blocks.dropLast().last,
        before.sum / before.weight > last.sum / last.weight
      {
        blocks.removeLast(2)
        blocks.append(
          (before.sum + last.sum, before.weight + last.weight, before.count + last.count))
      }
    }
    let places = blocks.flatMap { block in
      Array(repeating: block.sum / block.weight, count: block.count)
    }
    for (index, place) in layer.enumerated() { centers[place] = places[index] + offsets[index] }
  }

  private func y(_ place: Int, top: Double) -> Double {
    top + Double(graph.places[place].layer) * (Self.boxHeight + Self.layerGap)
  }

  /// Down through the places of the edge; between two layers as a curve, within one straight.
  private mutating func drawEdge(_ path: [Int], top: Double) {
    func at(_ x: Double, _ y: Double) -> String {
      "\(Markup.coordinate(x)) \(Markup.coordinate(y))"
    }
    var text = "M" + at(centers[path[0]], y(path[0], top: top) + Self.boxHeight)
    for (upper, lower) in zip(path, path.dropFirst()) {
      let (from, to) = (y(upper, top: top) + Self.boxHeight, y(lower, top: top))
      let middle = (from + to) / 2
      text += "C\(at(centers[upper], middle)) \(at(centers[lower], middle)) "
      text += at(centers[lower], to)
      if graph.places[lower].vertex == nil { text += "V\(Markup.coordinate(to + Self.boxHeight))" }
    }
    canvas.shape(
      "path",
      [
        ("class", "axis"), ("d", text), ("fill", "none"), ("stroke", "currentColor"),
        ("stroke-width", "1.3"),
      ])
  }

  private mutating func drawBox(_ place: Int, top: Double) {
    guard let vertex = graph.places[place].vertex.map({ chart.vertices[$0] }) else { return }
    let (width, center, y) = (widths[place], centers[place], y(place, top: top))
    let whole = [vertex.label, vertex.detail].filter { !$0.isEmpty }.joined(separator: ", ")
    canvas.rectangle(
      x: center - width / 2, y: y, width: width, height: Self.boxHeight, role: "axis", radius: 6,
      tooltip: whole)
    canvas.rectangle(
      x: center - width / 2 + 1, y: y + 1, width: width - 2, height: Self.boxHeight - 2,
      role: "raised", radius: 5, tooltip: whole)
    if let color = vertex.color {
      canvas.rectangle(
        x: center - width / 2 + 1, y: y + 5, width: 4, height: Self.boxHeight - 10,
        role: Palette.role(ofSeries: max(0, color)), radius: 2)
    }
    let hasDetail = !vertex.detail.isEmpty
    canvas.text(
      vertex.label.truncated(size: Self.labelSize, width: width - 16), x: center,
      y: y + (hasDetail ? 17 : 24), size: Self.labelSize, anchor: .middle)
    canvas.text(
      vertex.detail.truncated(size: Self.detailSize, width: width - 16), x: center, y: y + 31,
      size: Self.detailSize, anchor: .middle, role: "muted")
  }
}
