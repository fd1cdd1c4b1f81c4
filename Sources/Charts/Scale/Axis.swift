/// What an axis measures and how it is divided.
package struct Axis: Sendable, Hashable {
  /// How a value becomes a position.
  package enum Scale: Sendable, Hashable {
    /// Equal distances for equal differences.
    case linear
    /// Equal distances for equal ratios, with ticks at powers of ten.
    case log10
    /// Equal distances for equal ratios, with ticks at powers of two.
    case log2
  }

  /// A labelled line across the plot at one value of an axis.
  package struct Reference: Sendable, Hashable {
    package var value: Double
    package var label: String

    /// A line at `value`; one outside the axis is left out.
    package init(at value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  /// What is measured, such as `time per character`.
  package var title: String
  /// The unit, written after the title in parentheses; nil where the numbers carry it themselves.
  package var unit: String?
  /// How a value becomes a position.
  package var scale: Scale
  /// How the numbers at the ticks and in tooltips are written. `.bytes` divides by powers of two.
  package var style: NumberStyle
  /// The values at the ends; nil to take them from the data. One that is empty, not finite or,
  /// on a logarithmic scale, not positive counts as nil.
  package var domain: ClosedRange<Double>?

  /// An axis over the data's own range.
  package init(
    _ title: String, unit: String? = nil, scale: Scale = .linear, style: NumberStyle = .plain,
    domain: ClosedRange<Double>? = nil
  ) {
    self.title = title
    self.unit = unit
    self.scale = scale
    self.style = style
    self.domain = domain
  }

  /// The title with its unit.
  var heading: String {
    guard let unit, !unit.isEmpty else { return title }
    return title.isEmpty ? unit : "\(title) (\(unit))"
  }
}
