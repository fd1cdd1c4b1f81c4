/// Horizontal bars in groups, each with its value beside it.
public struct BarChart: Sendable, Hashable {
  /// One bar in every group.
  public struct Series: Sendable, Hashable {
    public var name: String
    /// One value a group, in their order; missing and not finite ones have no bar.
    public var values: [Double]
    /// Which of the palette's colours; nil for the series' place.
    public var color: Int?

    /// A series of one value a group.
    public init(_ name: String, values: [Double], color: Int? = nil) {
      self.name = name
      self.values = values
      self.color = color
    }
  }

  /// A labelled vertical line at a value.
  public struct Reference: Sendable, Hashable {
    public var value: Double
    public var label: String

    /// A line at `value`; one outside the axis is left out.
    public init(at value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  public var title: String
  /// One sentence that says what to see.
  public var subtitle: String
  /// What the bars' lengths measure. On a logarithmic scale bars begin at the lower end.
  public var value: Axis
  /// The groups' labels, from the top.
  public var groups: [String]
  public var series: [Series]
  public var reference: Reference?

  /// A chart of `series` over `groups`.
  public init(
    title: String, subtitle: String = "", value: Axis, groups: [String], series: [Series],
    reference: Reference? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.value = value
    self.groups = groups
    self.series = series
    self.reference = reference
  }

  /// A self-contained SVG file.
  public var svg: String { standalone }
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
