/// The colours of everything that is drawn, in sRGB as six hexadecimal digits.
enum Palette {
  /// Colours of series, light and dark.
  ///
  /// Found by a search over OKLCH that kept the hue of each between the two appearances and
  /// enlarged the least OKLab distance between any two, as seen with normal vision and with
  /// simulated protanopia, deuteranopia and tritanopia, at a contrast of 3 or more to the paper
  /// (WCAG 2.2, 1.4.11). Markers tell the series apart as well.
  static let series: [(light: String, dark: String)] = [
    ("#2f91e3", "#67a1fb"), ("#ce7b4d", "#f9700b"),
    ("#025b3c", "#93d9a4"), ("#b93f83", "#c42c65"),
    ("#590f9d", "#784dce"), ("#7e6a1a", "#f4e301"),
    ("#003b4e", "#6afffe"), ("#680600", "#d5869b"),
  ]

  /// What is not data, by the name of its CSS class and custom property.
  static let roles: [(name: String, light: String, dark: String)] = [
    ("paper", "#ffffff", "#14171c"),
    ("ink", "#1b1f24", "#e8eaed"),
    ("muted", "#57606a", "#a3abb7"),
    ("grid", "#e7e9ec", "#2a2f37"),
    ("axis", "#8b949e", "#6b7480"),
    ("raised", "#f5f6f8", "#1b1f26"),
  ]

  static func color(of role: String, isDark: Bool) -> String {
    let entry = roles.first { $0.name == role }
    return (isDark ? entry?.dark : entry?.light) ?? "#808080"
  }

  /// The CSS class that sets the colour of the series at `index`.
  static func role(ofSeries index: Int) -> String { "series-\(index % series.count)" }
}
