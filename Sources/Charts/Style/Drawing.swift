/// A chart that can be laid out for a width.
protocol Drawable: Sendable {
  var title: String { get }
  var subtitle: String { get }
  /// What a reader who does not see the picture is told, beyond title and subtitle.
  var summary: String { get }
  /// Whether colours of the ramp are used.
  var hasRamp: Bool { get }
  /// Whether the picture has a size of its own instead of one that follows the width.
  var hasOwnWidth: Bool { get }
  /// The picture for a width, with the title and subtitle drawn on demand.
  func draw(width: Double, isTitled: Bool) -> Canvas
}

extension Drawable {
  var hasRamp: Bool { false }
  var hasOwnWidth: Bool { false }

  /// A complete SVG file: its own colours, paper and a margin around the picture.
  var standalone: String {
    let canvas = draw(width: 720, isTitled: true)
    let margin = 20.0
    let size = (canvas.width + 2 * margin, (canvas.height + 2 * margin).rounded(.up))
    var markup = Markup()
    markup.append(verbatim: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    markup.open(
      "svg",
      frame(x: -margin, y: -margin, width: size.0, height: size.1) + [
        ("width", Markup.coordinate(size.0)), ("height", Markup.coordinate(size.1)),
      ])
    describe(in: &markup)
    markup.open("style")
    markup.append(verbatim: StyleSheet.standalone(hasRamp: hasRamp))
    markup.close("style")
    markup.element(
      "rect",
      [
        ("class", "paper"), ("x", Markup.coordinate(-margin)), ("y", Markup.coordinate(-margin)),
        ("width", Markup.coordinate(size.0)), ("height", Markup.coordinate(size.1)),
        ("fill", "currentColor"),
      ])
    markup.append(canvas.markup)
    markup.close("svg")
    return markup.text + "\n"
  }

  /// The picture for a page whose style sheet colours it and whose text carries the title.
  func embedded(width: Double) -> (markup: Markup, width: Double) {
    let canvas = draw(width: width, isTitled: false)
    var markup = Markup()
    markup.open(
      "svg",
      frame(x: 0, y: 0, width: canvas.width, height: canvas.height.rounded(.up)) + [
        ("width", "100%")
      ])
    describe(in: &markup)
    markup.append(canvas.markup)
    markup.close("svg")
    return (markup, canvas.width)
  }

  private func frame(
    x: Double, y: Double, width: Double, height: Double
  ) -> [(String, String)] {
    let box = [x, y, width, height].map(Markup.coordinate).joined(separator: " ")
    return [
      ("xmlns", "http://www.w3.org/2000/svg"), ("class", "chart"), ("role", "img"),
      ("viewBox", box), ("aria-label", title.isEmpty ? summary : title),
    ]
  }

  private func describe(in markup: inout Markup) {
    markup.element("title", content: title)
    markup.element(
      "desc", content: [subtitle, summary].filter { !$0.isEmpty }.joined(separator: " "))
  }
}
