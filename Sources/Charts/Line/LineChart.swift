/// Lines over a common pair of axes: measured ones solid with markers, predicted ones dashed; also
/// points alone and paths through the plane, over regions or contours.
///
/// Values that have no place on an axis (not finite, beyond 1e±300, not positive on a logarithmic
/// axis) are left out and break the line.
package struct LineChart: Sendable, Hashable {
  /// One value of a series.
  package struct Point: Sendable, Hashable {
    package var x: Double
    package var y: Double
    /// The range around y, such as the least and the greatest of repeated measurements.
    package var range: ClosedRange<Double>?

    /// A point, with an optional range around y.
    package init(_ x: Double, _ y: Double, range: ClosedRange<Double>? = nil) {
      self.x = x
      self.y = y
      self.range = range
    }

    /// A point with a range from `low` to `high`, none if either is not a number or they are not
    /// in this order.
    package init(_ x: Double, _ y: Double, low: Double, high: Double) {
      self.init(x, y, range: low <= high ? low...high : nil)
    }
  }

  /// What is drawn of a series.
  package enum Style: Sendable, Hashable {
    /// The line, markers at some of its points.
    case line
    /// A marker at every point and no line.
    case points
    /// The line, markers where it begins and ends.
    case path
  }

  /// A line and its name.
  package struct Series: Sendable, Hashable {
    package var name: String
    package var style: Style
    /// Whether it comes from a formula rather than from measurements.
    package var isPredicted: Bool
    /// In the order in which the line connects them.
    package var points: [Point]
    /// Which of the palette's colours and markers; nil for the series' place among the names.
    package var color: Int?

    /// A series. A predicted and a measured series of the same name share colour and label.
    package init(
      _ name: String, style: Style = .line, isPredicted: Bool = false, points: [Point],
      color: Int? = nil
    ) {
      self.name = name
      self.style = style
      self.isPredicted = isPredicted
      self.points = points
      self.color = color
    }
  }

  package var title: String
  /// One sentence that says what to see.
  package var subtitle: String
  package var x: Axis
  package var y: Axis
  package var series: [Series]
  /// Vertical lines at values of x.
  package var xReferences: [Axis.Reference]
  /// Horizontal lines at values of y.
  package var yReferences: [Axis.Reference]
  /// What the plane behind the lines shows; both axes then have a domain.
  package var field: Field?

  /// A chart of `series` over the axes.
  package init(
    title: String, subtitle: String = "", x: Axis, y: Axis, series: [Series],
    xReferences: [Axis.Reference] = [], yReferences: [Axis.Reference] = [], field: Field? = nil
  ) {
    precondition(
      field == nil || x.domain != nil && y.domain != nil, "chart \(title): a field without domains")
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.series = series
    self.xReferences = xReferences
    self.yReferences = yReferences
    self.field = field
  }

  /// A self-contained SVG file.
  package var svg: String { standalone }
}

extension LineChart: Drawable {
  var summary: String {
    let names = entries.map(\.name).filter { !$0.isEmpty }.joined(separator: ", ")
    let kind = field == nil ? "Line chart" : "Plane"
    return "\(kind) of \(y.heading) against \(x.heading)"
      + (names.isEmpty ? "." : "; lines: \(names).")
  }

  func draw(width: Double, isTitled: Bool) -> Canvas {
    LineLayout(self, width: width, isTitled: isTitled).canvas
  }

  /// A name with its appearance and all of its points.
  struct Entry {
    var name: String
    var style: Int
    var hasMeasured: Bool
    var hasPredicted: Bool
    var indices: [Int]
  }

  /// The names in order of first appearance.
  var entries: [Entry] {
    var result: [Entry] = []
    for (index, line) in series.enumerated() {
      // Series without a name are not one series.
      if let at = result.firstIndex(where: { $0.name == line.name && !line.name.isEmpty }) {
        result[at].hasMeasured = result[at].hasMeasured || !line.isPredicted
        result[at].hasPredicted = result[at].hasPredicted || line.isPredicted
        result[at].indices.append(index)
        if let color = line.color { result[at].style = max(0, color) }
      } else {
        result.append(
          Entry(
            name: line.name, style: max(0, line.color ?? result.count),
            hasMeasured: !line.isPredicted,
            hasPredicted: line.isPredicted, indices: [index]))
      }
    }
    return result
  }
}
