/// Horizontal bars in groups, each with its value beside it.
package struct BarChart: Sendable, Hashable {
  /// One bar in every group.
  package struct Series: Sendable, Hashable {
    package var name: String
    /// One value a group, in their order; missing and not finite ones have no bar.
    package var values: [Double]
    /// Which of the palette's colours; nil for the series' place.
    package var color: Int?

    /// A series of one value a group.
    package init(_ name: String, values: [Double], color: Int? = nil) {
      self.name = name
      self.values = values
      self.color = color
    }
  }

  package var title: String
  /// One sentence that says what to see.
  package var subtitle: String
  /// What the bars' lengths measure. On a logarithmic scale bars begin at the lower end.
  package var value: Axis
  /// The groups' labels, from the top.
  package var groups: [String]
  package var series: [Series]
  /// A vertical line at a value.
  package var reference: Axis.Reference?

  /// A chart of `series` over `groups`.
  package init(
    title: String, subtitle: String = "", value: Axis, groups: [String], series: [Series],
    reference: Axis.Reference? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.value = value
    self.groups = groups
    self.series = series
    self.reference = reference
  }

  /// A self-contained SVG file.
  package var svg: String { standalone }
}

extension BarChart: Drawable {
  var summary: String {
    let names = series.map(\.name).filter { !$0.isEmpty }.joined(separator: ", ")
    let bars = names.isEmpty ? "" : "; bars: \(names)"
    return "Bar chart of \(value.heading) for \(groups.joined(separator: ", "))\(bars)."
  }

  func draw(width: Double, isTitled: Bool) -> Canvas {
    BarLayout(self, width: width, isTitled: isTitled).canvas
  }
}
