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
      + classes { literal($0, .light) } + (hasRamp ? ramp(.light) : "")
      + "\(dark){\(classes { literal($0, .dark) })\(hasRamp ? ramp(.dark) : "")}"
  }

  /// For a page: custom properties and the rules that use them.
  static func page(hasRamp: Bool) -> String {
    ":root{color-scheme:light dark;\(properties(.light))}\(dark){:root{\(properties(.dark))}}"
      + ".chart{font-family:\(fonts)}" + classes { "var(--\($0))" }
      + (hasRamp ? ramp(.light) + "\(dark){\(ramp(.dark))}" : "")
  }

  private static var names: [String] {
    Palette.roles.map(\.name) + Palette.series.indices.map { "series-\($0)" }
  }

  private static func literal(_ name: String, _ appearance: Appearance) -> String {
    if name.hasPrefix("series-"), let index = Int(name.dropFirst(7)) {
      let entry = Palette.series[index]
      return appearance == .light ? entry.light : entry.dark
    }
    return Palette.color(of: name, appearance)
  }

  private static func properties(_ appearance: Appearance) -> String {
    names.map { "--\($0):\(literal($0, appearance))" }.joined(separator: ";")
  }

  /// Every class sets `color`; shapes use `currentColor`.
  private static func classes(_ value: (String) -> String) -> String {
    names.map { ".chart .\($0){color:\(value($0))}" }.joined()
      + ".chart .halo{stroke:\(value("paper"))}"
  }

  private static func ramp(_ appearance: Appearance) -> String {
    (0..<Palette.rampLevels).map { level in
      let text = Palette.wantsDarkText(onRamp: level, appearance) ? "#000" : "#fff"
      return ".chart .q\(level){fill:\(Palette.ramp(level, appearance))}"
        + ".chart .t\(level){fill:\(text)}"
    }.joined()
  }
}
