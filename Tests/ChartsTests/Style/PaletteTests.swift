import Foundation
import Testing

@testable import Charts

@Suite("Palette")
struct PaletteTests {
  static func linear(_ color: String) -> [Double] {
    let value = Int(color.dropFirst(), radix: 16) ?? 0
    return [16, 8, 0].map { shift in
      let encoded = Double(value >> shift & 255) / 255
      return encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
    }
  }

  static func contrast(_ a: String, _ b: String) -> Double {
    let luminance = [a, b].map { color in
      zip(linear(color), [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return (max(luminance[0], luminance[1]) + 0.05) / (min(luminance[0], luminance[1]) + 0.05)
  }

  @Test(
    "Series stand out from the paper and text can be read on it", arguments: [false, true])
  func contrasts(isDark: Bool) {
    let paper = Palette.color(of: "paper", isDark: isDark)
    for entry in Palette.series {
      #expect(Self.contrast(isDark ? entry.dark : entry.light, paper) >= 3)
    }
    for role in ["ink", "muted"] {
      #expect(Self.contrast(Palette.color(of: role, isDark: isDark), paper) >= 4.5)
    }
  }

  @Test(
    "The ramp's lightness steps evenly and its text can be read", arguments: [false, true])
  func ramp(isDark: Bool) {
    let lightness = (0..<Palette.rampLevels).map { level in
      let c = Palette.linearRamp(level, isDark: isDark)
      return 0.2104542553 * cbrt(0.4122214708 * c.x + 0.5363325363 * c.y + 0.0514459929 * c.z)
        + 0.7936177850 * cbrt(0.2119034982 * c.x + 0.6806995451 * c.y + 0.1073969566 * c.z)
        - 0.0040720468 * cbrt(0.0883024619 * c.x + 0.2817188376 * c.y + 0.6299787005 * c.z)
    }
    let step = (lightness[32] - lightness[0]) / 32
    for (a, b) in zip(lightness, lightness.dropFirst()) { #expect(abs((b - a) / step - 1) < 0.05) }
    for level in 0..<Palette.rampLevels {
      let text = Palette.wantsDarkText(onRamp: level, isDark: isDark) ? "#000000" : "#ffffff"
      #expect(Self.contrast(Palette.ramp(level, isDark: isDark), text) >= 4.5)
    }
  }
}
