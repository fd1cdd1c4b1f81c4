/// A colour in sRGB, as its six hexadecimal digits say.
struct Color: Sendable, Hashable {
  let hex: String
  init(_ hex: String) { self.hex = hex }
}

/// The two appearances a chart is drawn for.
enum Appearance: Sendable, CaseIterable { case light, dark }

/// The colours of everything that is drawn.
enum Palette {
  /// Colours of series, light and dark.
  ///
  /// Found by a search over OKLCH that kept the hue of each between the two appearances and
  /// enlarged the least OKLab distance between any two, as seen with normal vision and with
  /// simulated protanopia, deuteranopia and tritanopia, at a contrast of 3 or more to the paper
  /// (WCAG 2.2, 1.4.11). Markers tell the series apart as well.
  static let series: [(light: Color, dark: Color)] = [
    (Color("#2f91e3"), Color("#67a1fb")), (Color("#ce7b4d"), Color("#f9700b")),
    (Color("#025b3c"), Color("#93d9a4")), (Color("#b93f83"), Color("#c42c65")),
    (Color("#590f9d"), Color("#784dce")), (Color("#7e6a1a"), Color("#f4e301")),
    (Color("#003b4e"), Color("#6afffe")), (Color("#680600"), Color("#d5869b")),
  ]

  /// What is not data, by the name of its CSS class and custom property.
  static let roles: [(name: String, light: Color, dark: Color)] = [
    ("paper", Color("#ffffff"), Color("#14171c")),
    ("ink", Color("#1b1f24"), Color("#e8eaed")),
    ("muted", Color("#57606a"), Color("#a3abb7")),
    ("grid", Color("#e7e9ec"), Color("#2a2f37")),
    ("axis", Color("#8b949e"), Color("#6b7480")),
    ("raised", Color("#f5f6f8"), Color("#1b1f26")),
  ]

  static func color(of role: String, _ appearance: Appearance) -> Color {
    let entry = roles.first { $0.name == role }
    return (appearance == .light ? entry?.light : entry?.dark) ?? Color("#808080")
  }
}
