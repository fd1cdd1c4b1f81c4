/// A self-contained HTML page of text, charts and tables: no scripts, nothing loaded.
///
/// The page follows the reader's light or dark appearance, adapts to narrow screens and prints in
/// the light appearance. It is well-formed XML as well.
package struct Page: Sendable, Hashable {
  /// What a section is made of.
  package enum Block: Sendable, Hashable {
    case paragraph(String)
    case list([String])
    /// Lines as they are, such as a command and its output.
    case preformatted(String)
    case lines(LineChart)
    case bars(BarChart)
    case heatMap(HeatMap)
    case images(ImageGrid)
    case graph(GraphChart)
    case table(DataTable)
  }

  /// A part of the page under a heading.
  package struct Section: Sendable, Hashable {
    package var heading: String
    package var blocks: [Block]

    /// A section of `blocks`.
    package init(_ heading: String, _ blocks: [Block]) {
      self.heading = heading
      self.blocks = blocks
    }
  }

  package var title: String
  /// Paragraphs below the title.
  package var introduction: [String]
  package var sections: [Section]
  /// The language of the text, as a BCP 47 tag.
  package var language: String

  /// A page. From three sections on it begins with a list of them.
  package init(
    title: String, introduction: [String] = [], sections: [Section], language: String = "en"
  ) {
    self.title = title
    self.introduction = introduction
    self.sections = sections
    self.language = language
  }

  /// The page as an HTML document.
  package var html: String {
    var markup = Markup()
    markup.append(verbatim: "<!DOCTYPE html>\n")
    markup.open("html", [("lang", language)])
    markup.open("head")
    markup.element("meta", [("charset", "utf-8")])
    markup.element(
      "meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")])
    markup.element("title", content: title)
    markup.open("style")
    markup.append(verbatim: StyleSheet.page(hasRamp: hasRamp) + Self.layout)
    markup.close("style")
    markup.close("head")
    markup.open("body")
    markup.open("main")
    markup.open("header")
    markup.element("h1", content: title)
    for text in introduction { markup.element("p", content: text) }
    markup.close("header")
    if sections.count >= 3 { appendContents(to: &markup) }
    for (index, section) in sections.enumerated() {
      markup.open("section", [("id", "section-\(index + 1)")])
      markup.element("h2", content: section.heading)
      for block in section.blocks { Self.append(block, to: &markup) }
      markup.close("section")
    }
    markup.close("main")
    markup.close("body")
    markup.close("html")
    return markup.text + "\n"
  }

  private var hasRamp: Bool {
    sections.contains { section in
      section.blocks.contains { if case .heatMap = $0 { true } else { false } }
    }
  }

  private func appendContents(to markup: inout Markup) {
    markup.open("nav", [("aria-label", "Sections")])
    markup.open("ul")
    for (index, section) in sections.enumerated() {
      markup.open("li")
      markup.element("a", [("href", "#section-\(index + 1)")], content: section.heading)
      markup.close("li")
    }
    markup.close("ul")
    markup.close("nav")
  }

  private static func append(_ block: Block, to markup: inout Markup) {
    switch block {
    case .paragraph(let text): markup.element("p", content: text)
    case .list(let items):
      markup.open("ul")
      for item in items { markup.element("li", content: item) }
      markup.close("ul")
    case .preformatted(let text): markup.element("pre", [("tabindex", "0")], content: text)
    case .lines(let chart): append(chart, to: &markup)
    case .bars(let chart): append(chart, to: &markup)
    case .heatMap(let map): append(map, to: &markup)
    case .images(let grid): append(grid, to: &markup)
    case .graph(let graph): append(graph, to: &markup)
    case .table(let table): markup.append(table.rendered)
    }
  }

  /// The chart under its title. One that follows the width is drawn twice, for a page and for a
  /// phone, since text that shrinks with its picture could not be read there.
  private static func append(_ chart: some Drawable, to markup: inout Markup) {
    markup.open("figure")
    markup.open("figcaption")
    if !chart.title.isEmpty { markup.element("strong", content: chart.title) }
    if !chart.subtitle.isEmpty { markup.element("span", content: chart.subtitle) }
    markup.close("figcaption")
    if chart.hasOwnWidth {
      let picture = chart.embedded(width: 680)
      markup.open(
        "div",
        [("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", chart.title)])
      markup.open(
        "div", [("style", "width:\(Markup.coordinate(picture.width))px")])
      markup.append(picture.markup)
      markup.close("div")
      markup.close("div")
    } else {
      for (name, width) in [("wide", 700.0), ("narrow", 350.0)] {
        markup.open("div", [("class", name)])
        markup.append(chart.embedded(width: width).markup)
        markup.close("div")
      }
    }
    markup.close("figure")
  }

  private static let layout = """
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 \(StyleSheet.fonts)}
    main{max-width:740px;margin:0 auto;padding:40px 20px 64px}
    h1{font-size:1.75rem;line-height:1.25;margin:0 0 .75rem;text-wrap:balance}
    h2{font-size:1.25rem;line-height:1.3;margin:2.75rem 0 .75rem}
    p,ul{margin:.75rem 0;max-width:44rem}
    a{color:inherit;text-decoration-color:var(--axis);text-underline-offset:.2em}
    nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;\
    color:var(--muted);font-size:.9rem}
    figure{margin:1.75rem 0;break-inside:avoid}
    figcaption{margin-bottom:.75rem}
    figcaption strong,figcaption span{display:block}
    figcaption strong{font-weight:600}
    figcaption span,caption{color:var(--muted);font-size:.9rem}
    svg{display:block}
    .narrow{display:none}
    .scroll{overflow-x:auto;margin:1.25rem 0}
    pre{overflow-x:auto;background:var(--raised);padding:.75rem 1rem;border-radius:6px;\
    font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
    table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
    caption{text-align:left;padding-bottom:.5rem}
    th,td{padding:.3rem 1rem .3rem 0;text-align:left;white-space:nowrap;\
    border-bottom:1px solid var(--grid)}
    th:last-child,td:last-child{padding-right:0}
    thead th{color:var(--muted);font-weight:600;border-bottom-color:var(--axis);\
    vertical-align:bottom}
    tbody th{font-weight:400}
    .n{text-align:right}
    @media screen and (max-width:560px){main{padding:24px 16px 48px}.wide{display:none}\
    .narrow{display:block}}
    @media print{main{max-width:none;padding:0}nav{display:none}.scroll{overflow:visible}\
    *{print-color-adjust:exact}h2{break-after:avoid}}
    """
}
