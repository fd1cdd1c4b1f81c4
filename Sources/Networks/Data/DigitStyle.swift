internal import Foundation

/// A way to write a digit: strokes through control points in the unit square, y downwards.
struct DigitStyle {
  let strokes: [[SIMD2<Double>]]

  private init(_ strokes: [SIMD2<Double>]...) { self.strokes = strokes }

  /// Points of an ellipse, angles in degrees, clockwise from the right.
  private static func arc(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ from: Double, _ to: Double
  ) -> [SIMD2<Double>] {
    let count = max(2, Int((abs(to - from) / 45).rounded()))
    return (0...count).map { index in
      let angle = (from + (to - from) * Double(index) / Double(count)) * .pi / 180
      return SIMD2(x + width * cos(angle), y + height * sin(angle))
    }
  }

  private static func points(_ values: Double...) -> [SIMD2<Double>] {
    stride(from: 0, to: values.count, by: 2).map { SIMD2(values[$0], values[$0 + 1]) }
  }

  /// By digit.
  static let styles: [[DigitStyle]] = [
    [
      DigitStyle(arc(0.5, 0.5, 0.42, 0.48, -90, 270)),
      DigitStyle(arc(0.5, 0.5, 0.33, 0.48, -60, 300)),
      DigitStyle(arc(0.5, 0.5, 0.45, 0.42, -110, -450)),
    ],
    [
      DigitStyle(points(0.5, 0.02, 0.5, 0.98)),
      DigitStyle(points(0.28, 0.24, 0.55, 0.02), points(0.55, 0.02, 0.53, 0.98)),
      DigitStyle(
        points(0.3, 0.2, 0.52, 0.02), points(0.52, 0.02, 0.52, 0.97),
        points(0.26, 0.97, 0.8, 0.97)),
    ],
    [
      DigitStyle(
        points(0.12, 0.28, 0.3, 0.06, 0.6, 0.03, 0.82, 0.2, 0.74, 0.45, 0.45, 0.72, 0.1, 0.97),
        points(0.1, 0.97, 0.5, 0.94, 0.92, 0.96)),
      DigitStyle(
        points(
          0.15, 0.25, 0.4, 0.03, 0.76, 0.12, 0.74, 0.42, 0.42, 0.78, 0.16, 0.95, 0.1, 0.8, 0.32,
          0.78, 0.62, 0.95, 0.94, 0.88)),
      DigitStyle(
        points(0.18, 0.18, 0.5, 0.02, 0.8, 0.2, 0.62, 0.55, 0.12, 0.95),
        points(0.12, 0.95, 0.9, 0.95)),
    ],
    [
      DigitStyle(
        points(0.15, 0.12, 0.45, 0.02, 0.78, 0.15, 0.72, 0.38, 0.42, 0.47),
        points(0.42, 0.47, 0.78, 0.56, 0.85, 0.78, 0.55, 0.98, 0.1, 0.88)),
      DigitStyle(
        points(0.15, 0.05, 0.8, 0.05), points(0.8, 0.05, 0.42, 0.42),
        points(0.42, 0.42, 0.8, 0.55, 0.82, 0.8, 0.5, 0.98, 0.12, 0.88)),
      DigitStyle(
        points(
          0.18, 0.2, 0.5, 0.02, 0.8, 0.22, 0.5, 0.46, 0.6, 0.48, 0.85, 0.72, 0.5, 0.98, 0.12,
          0.84)),
    ],
    [
      DigitStyle(
        points(0.62, 0.02, 0.1, 0.65), points(0.1, 0.65, 0.92, 0.65),
        points(0.68, 0.35, 0.66, 0.98)),
      DigitStyle(
        points(0.2, 0.03, 0.15, 0.48), points(0.15, 0.48, 0.5, 0.53, 0.82, 0.46),
        points(0.82, 0.03, 0.78, 0.98)),
      DigitStyle(
        points(0.68, 0.02, 0.1, 0.64), points(0.1, 0.64, 0.9, 0.64),
        points(0.68, 0.02, 0.68, 0.98)),
    ],
    [
      DigitStyle(
        points(0.84, 0.04, 0.26, 0.05), points(0.26, 0.05, 0.2, 0.46),
        points(0.2, 0.46, 0.52, 0.38, 0.82, 0.54, 0.8, 0.82, 0.48, 0.98, 0.12, 0.9)),
      DigitStyle(
        points(0.28, 0.08, 0.22, 0.28, 0.2, 0.44), points(0.28, 0.07, 0.55, 0.08, 0.88, 0.03),
        points(0.2, 0.44, 0.58, 0.42, 0.82, 0.62, 0.7, 0.9, 0.4, 0.98, 0.12, 0.88)),
      DigitStyle(
        points(0.85, 0.03, 0.3, 0.06), points(0.3, 0.06, 0.22, 0.42),
        points(0.22, 0.42, 0.7, 0.46, 0.82, 0.7, 0.62, 0.95, 0.16, 0.96)),
    ],
    [
      DigitStyle(
        points(
          0.7, 0.03, 0.38, 0.2, 0.15, 0.55, 0.2, 0.85, 0.5, 0.98, 0.82, 0.83, 0.78, 0.58, 0.5,
          0.48, 0.22, 0.62)),
      DigitStyle(points(0.55, 0.02, 0.28, 0.38, 0.16, 0.72), arc(0.5, 0.72, 0.34, 0.26, 180, 540)),
      DigitStyle(
        points(
          0.62, 0.02, 0.26, 0.3, 0.12, 0.68, 0.34, 0.97, 0.74, 0.92, 0.8, 0.66, 0.5, 0.54, 0.16,
          0.74)),
    ],
    [
      DigitStyle(points(0.1, 0.06, 0.88, 0.06), points(0.88, 0.06, 0.62, 0.45, 0.42, 0.98)),
      DigitStyle(
        points(0.1, 0.05, 0.86, 0.05), points(0.86, 0.05, 0.6, 0.45, 0.42, 0.98),
        points(0.36, 0.5, 0.8, 0.5)),
      DigitStyle(
        points(0.12, 0.22, 0.14, 0.06), points(0.14, 0.06, 0.5, 0.08, 0.9, 0.04),
        points(0.9, 0.04, 0.55, 0.98)),
    ],
    [
      DigitStyle(
        points(
          0.76, 0.16, 0.5, 0.02, 0.22, 0.16, 0.3, 0.38, 0.6, 0.52, 0.82, 0.76, 0.5, 0.98, 0.18,
          0.8, 0.32, 0.58, 0.66, 0.38, 0.76, 0.16)),
      DigitStyle(arc(0.5, 0.26, 0.27, 0.24, -90, 270), arc(0.5, 0.74, 0.34, 0.24, -90, 270)),
      DigitStyle(arc(0.48, 0.25, 0.3, 0.23, 90, 450), arc(0.52, 0.73, 0.3, 0.25, -90, -450)),
    ],
    [
      DigitStyle(
        points(0.78, 0.26, 0.52, 0.03, 0.2, 0.18, 0.22, 0.42, 0.52, 0.5, 0.78, 0.28),
        points(0.8, 0.2, 0.78, 0.6, 0.68, 0.98)),
      DigitStyle(
        arc(0.48, 0.27, 0.32, 0.25, 0, -360),
        points(0.8, 0.25, 0.84, 0.6, 0.62, 0.94, 0.22, 0.92)),
      DigitStyle(arc(0.46, 0.28, 0.33, 0.26, 0, -360), points(0.79, 0.04, 0.78, 0.98)),
    ],
  ]
}
