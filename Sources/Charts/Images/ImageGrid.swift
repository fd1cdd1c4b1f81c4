/// Small grey images side by side, each with a caption: digits, filters, what a layer sees.
///
/// Ink on paper in either appearance: a sample of the range's lower end is paper, of its upper end
/// ink.
package struct ImageGrid: Sendable, Hashable {
  /// An image by its samples, rows from the top.
  package struct Image: Sendable, Hashable {
    package var samples: [[Double]]
    package var caption: String

    /// An image and what stands below it; may be empty.
    package init(_ samples: [[Double]], caption: String = "") {
      self.samples = samples
      self.caption = caption
    }
  }

  package var title: String
  /// One sentence that says what to see.
  package var subtitle: String
  package var images: [Image]
  /// The samples of paper and ink; nil: each image's own least and greatest.
  package var range: ClosedRange<Double>?

  /// Images in their order, from the left and from the top.
  package init(
    title: String, subtitle: String = "", images: [Image], range: ClosedRange<Double>? = 0...1
  ) {
    self.title = title
    self.subtitle = subtitle
    self.images = images
    self.range = range
  }

  /// A self-contained SVG file.
  package var svg: String { standalone }
}

extension ImageGrid: Drawable {
  var summary: String {
    let captions = images.map(\.caption).filter { !$0.isEmpty }.joined(separator: "; ")
    return "\(images.count) small images" + (captions.isEmpty ? "." : ": \(captions).")
  }

  private static let (textSize, cell, gap) = (11.0, 58.0, 10.0)

  func draw(width: Double, isTitled: Bool) -> Canvas {
    var canvas = Canvas(width: width)
    if isTitled { canvas.header(title: title, subtitle: subtitle) }
    guard !images.isEmpty else {
      canvas.height += 16
      canvas.text("no images", x: 0, y: canvas.height - 4, size: Self.textSize, role: "muted")
      return canvas
    }
    let widest = images.map { $0.caption.width(size: Self.textSize) }.max() ?? 0
    // A caption may be somewhat wider than its image.
    let step = min(max(Self.cell, min(widest, 1.6 * Self.cell)) + Self.gap, width)
    let perRow = max(1, Int((width + Self.gap) / step))
    let rowHeight = Self.cell + (widest > 0 ? 16 : 0) + Self.gap
    for (index, image) in images.enumerated() {
      let x = Double(index % perRow) * step
      let y = canvas.height + Double(index / perRow) * rowHeight
      draw(image, x: x, y: y, &canvas)
      canvas.text(
        image.caption.truncated(size: Self.textSize, width: min(step - 2, width - x - 1)), x: x,
        y: y + Self.cell + 13, size: Self.textSize, role: "muted")
    }
    canvas.height += Double((images.count + perRow - 1) / perRow) * rowHeight
    return canvas
  }

  /// Levels between paper and ink.
  private static let levels = 12

  private func draw(_ image: Image, x: Double, y: Double, _ canvas: inout Canvas) {
    let columns = image.samples.map(\.count).max() ?? 0
    let scale = Self.cell / Double(max(columns, image.samples.count, 1))
    let finite = image.samples.joined().filter(\.isFinite)
    let low = range?.lowerBound ?? finite.min() ?? 0
    let high = max(range?.upperBound ?? finite.max() ?? 1, low + 1e-12)
    func level(_ sample: Double) -> Int {
      guard sample.isFinite else { return 0 }
      return Int((min(max((sample - low) / (high - low), 0), 1) * Double(Self.levels)).rounded())
    }
    // One shape for all runs of a level, in units of samples.
    var paths = [String](repeating: "", count: Self.levels + 1)
    for (row, line) in image.samples.enumerated() {
      let line = line.map(level)
      var start = 0
      while start < line.count {
        let end = line[start...].firstIndex { $0 != line[start] } ?? line.count
        if line[start] > 0 {
          paths[line[start]] += "M\(start) \(row)h\(end - start)v1h\(start - end)z"
        }
        start = end
      }
    }
    canvas.beginGroup(
      "g",
      [
        (
          "transform",
          "translate(\(Markup.coordinate(x)) \(Markup.coordinate(y))) scale(\(Markup.coordinate(scale)))"
        ), ("shape-rendering", "crispEdges"),
      ])
    for (level, path) in paths.enumerated() where !path.isEmpty {
      canvas.shape(
        "path",
        [
          ("class", "ink"), ("fill", "currentColor"),
          ("fill-opacity", Markup.coordinate(Double(level) / Double(Self.levels))), ("d", path),
        ])
    }
    canvas.endGroup()
    let (width, height) = (scale * Double(columns), scale * Double(image.samples.count))
    canvas.shape(
      "rect",
      [
        ("class", "grid"), ("fill", "none"), ("stroke", "currentColor"),
        ("x", Markup.coordinate(x - 0.5)), ("y", Markup.coordinate(y - 0.5)),
        ("width", Markup.coordinate(width + 1)), ("height", Markup.coordinate(height + 1)),
      ], tooltip: image.caption.isEmpty ? nil : image.caption)
  }
}
