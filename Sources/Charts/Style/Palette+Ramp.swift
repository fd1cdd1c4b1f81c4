internal import Foundation

// The ramp, the colours of values from least to greatest: equal steps in value are equal steps in
// OKLab lightness, away from the paper in either appearance.
extension Palette {
  /// Steps from the least to the greatest value.
  static let rampLevels = 33

  /// Linear sRGB of a level of the ramp in `0..<rampLevels`.
  static func linearRamp(_ level: Int, isDark: Bool) -> SIMD3<Double> {
    let place = Double(level) / Double(rampLevels - 1)
    let lightness = isDark ? 0.23 + 0.72 * place : 0.975 - 0.675 * place
    let hue = (isDark ? 310 - 110 * place : 200 + 110 * place) * .pi / 180
    var chroma = 0.01 + 0.12 * pow(sin(.pi * 0.95 * place), 0.8)
    var color = rgb(lightness, chroma, hue)
    while color.min() < 0 || color.max() > 1, chroma > 1e-3 {
      chroma *= 0.96
      color = rgb(lightness, chroma, hue)
    }
    return color.clamped(lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: 1))
  }

  /// The colour of a level of the ramp.
  static func ramp(_ level: Int, isDark: Bool) -> String {
    let linear = linearRamp(level, isDark: isDark)
    let digits = (0..<3).map { channel in
      let value = linear[channel]
      let encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
      let byte = String(Int((encoded * 255).rounded()), radix: 16)
      return byte.count == 1 ? "0" + byte : byte
    }
    return "#" + digits.joined()
  }

  /// Whether dark text is more readable than light text on a level of the ramp.
  static func wantsDarkText(onRamp level: Int, isDark: Bool) -> Bool {
    let color = linearRamp(level, isDark: isDark)
    let luminance = 0.2126 * color.x + 0.7152 * color.y + 0.0722 * color.z
    // Equal contrast to black and to white: (Y + 0.05)^2 = 1.05 * 0.05.
    return luminance > 0.179
  }

  /// OKLCH to linear sRGB (Ottosson 2020).
  private static func rgb(_ lightness: Double, _ chroma: Double, _ hue: Double) -> SIMD3<Double> {
    let (a, b) = (chroma * cos(hue), chroma * sin(hue))
    let long = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
    let medium = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
    let short = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
    return SIMD3(
      4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
      -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
      -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short)
  }
}
