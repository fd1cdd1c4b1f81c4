internal import Foundation

/// An axis bound to a range of values: maps a value to its place along the axis.
struct Projection: Sendable {
  let axis: Axis
  /// The values at the beginning and the end; `lower < upper`, positive on a logarithmic scale.
  let lower: Double
  let upper: Double

  /// The range of the drawable ones among `values`, or the axis's own domain.
  ///
  /// On a linear axis a range that begins in the lower half of its greatest value begins at zero.
  ///
  /// - Parameter endsAtTicks: whether the range is extended to whole ticks rather than by a small
  ///   margin.
  init(_ axis: Axis, values: [Double], endsAtTicks: Bool) {
    self.axis = axis
    let drawable = values.filter { Self.isDrawable($0, scale: axis.scale) }
    if let domain = axis.domain, domain.lowerBound < domain.upperBound,
      Self.isDrawable(domain.lowerBound, scale: axis.scale),
      Self.isDrawable(domain.upperBound, scale: axis.scale)
    {
      (lower, upper) = (domain.lowerBound, domain.upperBound)
    } else if let least = drawable.min(), let greatest = drawable.max() {
      (lower, upper) =
        axis.scale == .linear
        ? Self.linear(least, greatest, axis: axis, endsAtTicks: endsAtTicks)
        : Self.logarithmic(least, greatest, axis: axis, endsAtTicks: endsAtTicks)
    } else {
      (lower, upper) = axis.scale == .linear ? (0, 1) : (1, 10)
    }
  }

  /// Whether a value has a place: finite, positive on a logarithmic scale, and within 1e±300, where
  /// differences and ratios of two such values are still numbers.
  static func isDrawable(_ value: Double, scale: Axis.Scale) -> Bool {
    guard value.isFinite, abs(value) <= 1e300 else { return false }
    return scale == .linear || value >= 1e-300
  }

  /// The place of `value`, 0 at the beginning and 1 at the end; nil when it has none.
  func fraction(_ value: Double) -> Double? {
    guard Self.isDrawable(value, scale: axis.scale) else { return nil }
    return axis.scale == .linear
      ? (value - lower) / (upper - lower)
      : (log10(value) - log10(lower)) / (log10(upper) - log10(lower))
  }

  /// Whether `value` lies between the ends.
  func contains(_ value: Double) -> Bool {
    guard let place = fraction(value) else { return false }
    return place > -1e-9 && place < 1 + 1e-9
  }

  private static func linear(
    _ least: Double, _ greatest: Double, axis: Axis, endsAtTicks: Bool
  ) -> (Double, Double) {
    var (low, high) = (least, greatest)
    if low >= 0, low <= high / 2 { low = 0 } else if high <= 0, high >= low / 2 { high = 0 }
    let magnitude = max(abs(low), abs(high))
    guard magnitude > 1e-300 else { return (0, 1) }
    if high - low <= 1e-9 * magnitude {
      (low, high) = (low - 0.1 * magnitude, high + 0.1 * magnitude)
    }
    guard endsAtTicks else {
      let margin = 0.02 * (high - low)
      return (low == 0 ? 0 : low - margin, high == 0 ? 0 : high + margin)
    }
    let step = Self.step(range: high - low, count: 5, style: axis.style)
    return ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
  }

  private static func logarithmic(
    _ least: Double, _ greatest: Double, axis: Axis, endsAtTicks: Bool
  ) -> (Double, Double) {
    let (low, high) = (Foundation.log10(least), Foundation.log10(greatest))
    if high - low < 1e-9 {
      return (max(1e-300, least / 3.2), min(1e300, greatest * 3.2))
    }
    let margin = (endsAtTicks ? 0.05 : 0.02) * (high - low)
    return (max(1e-300, pow(10, low - margin)), min(1e300, pow(10, high + margin)))
  }
}
