/// The CSS that charts share: in a file of its own a chart carries colours, in a page it takes
/// them from the page's custom properties.
enum StyleSheet {
  static let fonts =
    "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',"
    + "'Noto Sans CJK JP','Hiragino Sans','Yu Gothic',sans-serif"
  private static let dark = "@media screen and (prefers-color-scheme:dark)"

  /// For a chart in a file of its own. The colours are literal, since not every program that draws
  /// SVG knows custom properties; such a program shows the light appearance.
  static func standalone(hasRamp: Bool) -> String {
    ".chart{font-family:\(fonts);max-width:100%;height:auto}"
      + classes { literal($0, isDark: false) } + (hasRamp ? ramp(isDark: false) : "")
      + "\(dark){\(classes { literal($0, isDark: true) })\(hasRamp ? ramp(isDark: true) : "")}"
  }

  /// For a page: custom properties and the rules that use them.
  static func page(hasRamp: Bool) -> String {
    ":root{color-scheme:light dark;\(properties(isDark: false))}"
      + "\(dark){:root{\(properties(isDark: true))}}"
      + ".chart{font-family:\(fonts)}" + classes { "var(--\($0))" }
      + (hasRamp ? ramp(isDark: false) + "\(dark){\(ramp(isDark: true))}" : "")
  }

  private static var names: [String] {
    Palette.roles.map(\.name) + Palette.series.indices.map { "series-\($0)" }
  }

  /// The colour of a class in the light or the dark appearance.
  private static func literal(_ name: String, isDark: Bool) -> String {
    if name.hasPrefix("series-"), let index = Int(name.dropFirst(7)) {
      let entry = Palette.series[index]
      return isDark ? entry.dark : entry.light
    }
    return Palette.color(of: name, isDark: isDark)
  }

  private static func properties(isDark: Bool) -> String {
    names.map { "--\($0):\(literal($0, isDark: isDark))" }.joined(separator: ";")
  }

  /// Every class sets `color`; shapes use `currentColor`.
  private static func classes(_ value: (String) -> String) -> String {
    names.map { ".chart .\($0){color:\(value($0))}" }.joined()
      + ".chart .halo{stroke:\(value("paper"))}"
  }

  private static func ramp(isDark: Bool) -> String {
    (0..<Palette.rampLevels).map { level in
      let text = Palette.wantsDarkText(onRamp: level, isDark: isDark) ? "#000" : "#fff"
      return ".chart .q\(level){fill:\(Palette.ramp(level, isDark: isDark))}"
        + ".chart .t\(level){fill:\(text)}"
    }.joined()
  }
}
