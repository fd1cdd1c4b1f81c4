import Testing

@testable import Charts

@Suite("Charts as SVG")
struct ChartTests {
  static let hostile = "<a href=\"x\">&amp; 'q' ]]> \u{1}\u{FFFF} 日本語"

  static func line(
    _ points: [LineChart.Point], scale: Axis.Scale = .linear, name: String = "s"
  ) -> LineChart {
    LineChart(
      title: "A title", subtitle: "A sentence.", x: Axis("x", scale: scale),
      y: Axis("y", scale: scale), series: [.init(name, points: points)],
      xReferences: [.init(at: 2, label: "two")], yReferences: [.init(at: 2, label: "two")])
  }

  static func map(rows: Int, columns: Int, label: (Int) -> String) -> HeatMap {
    HeatMap(
      title: "Alignment", rowTitle: "target", rows: (0..<rows).map(label), columnTitle: "source",
      columns: (0..<columns).map(label),
      values: (0..<rows).map { row in (0..<columns).map { $0 == row ? 1 : 0.1 } },
      valueTitle: "attention")
  }

  @Test(
    "Points without a place are left out and never reach the output",
    arguments: [Axis.Scale.linear, .log10, .log2],
    [
      [], [LineChart.Point(3, 4)], [.init(.nan, 1), .init(1, .nan), .init(.infinity, 2)],
      [.init(-1, -2), .init(0, 0), .init(2, 3)], [.init(1, 5), .init(2, 5), .init(3, 5)],
      [.init(1, 1, low: .nan, high: 2), .init(2, 2, low: -1, high: .infinity), .init(3, 4)],
      [
        .init(1e308, -1e308), .init(.leastNonzeroMagnitude, .leastNonzeroMagnitude),
        .init(1e300, 1e300),
      ],
    ])
  func edges(scale: Axis.Scale, points: [LineChart.Point]) throws {
    let svg = Self.line(points, scale: scale).svg
    let parsed = try ParsedMarkup(svg)
    let outside = try parsed.textsOutside()
    #expect(outside == [])
    let coordinates = parsed.elements.flatMap { element in
      element.attributes.filter { ["d", "x", "y", "x1", "y1", "width"].contains($0.key) }.values
    }
    #expect(!coordinates.contains { $0.lowercased().contains("n") || $0.contains("e") })
    #expect(!svg.contains(">nan") && !svg.contains(">inf"))
  }

  @Test("A gap in the values is a gap in the line")
  func gap() throws {
    let points = [1.0, 2, .nan, 4, 5].map { LineChart.Point($0, $0) }
    let parsed = try ParsedMarkup(Self.line(points, name: "").svg)
    let lines = parsed.elements.filter {
      $0.name == "path" && $0.attributes["stroke-linejoin"] == "round"
    }
    #expect(lines.count == 2)
  }

  @Test("Series keep their order and a prediction shares its series' colour, dashed")
  func order() throws {
    let chart = LineChart(
      title: "", x: Axis("x"), y: Axis("y"),
      series: [
        .init("b", points: [.init(1, 1), .init(2, 9)]),
        .init("a", points: [.init(1, 2), .init(2, 3)]),
        .init("b", isPredicted: true, points: [.init(1, 1), .init(2, 8)]),
      ])
    #expect(chart.entries.map(\.name) == ["b", "a"])
    let parsed = try ParsedMarkup(chart.svg)
    let lines = parsed.elements.filter { $0.attributes["stroke-linejoin"] == "round" }
      .filter { $0.name == "path" }
    #expect(lines.map { $0.attributes["class"] } == ["series-0", "series-0", "series-1"])
    #expect(lines.map { $0.attributes["stroke-dasharray"] != nil } == [false, true, false])
    #expect(parsed.texts.contains { $0.content == "predicted" })
  }

  @Test("Whatever text is given comes out as text, inside the picture", arguments: [320.0, 720])
  func escaping(width: Double) throws {
    let text = Self.hostile
    let lines = LineChart(
      title: text, subtitle: String(repeating: text, count: 6), x: Axis(text, unit: text),
      y: Axis(text), series: [.init(text, points: [.init(1, 2), .init(2, 3)])],
      xReferences: [.init(at: 1.99, label: text)], yReferences: [.init(at: 2, label: text)])
    let bars = BarChart(
      title: text, value: Axis(text), groups: [text, "b"],
      series: [.init(text, values: [-1, .nan, 7]), .init("c", values: [2])],
      reference: .init(at: 2, label: text))
    let map = Self.map(rows: 3, columns: 3) { $0 == 0 ? text : "\($0)" }
    let graph = GraphChart(
      title: text, subtitle: text,
      vertices: [.init(text, detail: text), .init("b", detail: text, inputs: [0])])
    for svg in [lines.svg, bars.svg, map.svg, graph.svg] {
      let parsed = try ParsedMarkup(svg)
      let outside = try parsed.textsOutside()
      #expect(outside == [])
      #expect(parsed.count("a") == 0)
      #expect(parsed.content.contains("href=\"x\">&amp;"))
    }
    let drawn: [any Drawable] = [lines, bars, map, graph]
    for chart in drawn {
      let outside = try ParsedMarkup(chart.embedded(width: width).markup.text).textsOutside()
      #expect(outside == [])
    }
  }

  @Test("A chart says what it is to a reader who does not see it")
  func accessibility() throws {
    let parsed = try ParsedMarkup(Self.line([.init(1, 2), .init(2, 3)]).svg)
    let root = try #require(parsed.elements.first)
    #expect(root.attributes["role"] == "img")
    #expect(parsed.elements.dropFirst().prefix(2).map(\.name) == ["title", "desc"])
    #expect(parsed.content.contains("Line chart of y against x; lines: s."))
  }

  @Test("A heat map of any size keeps its labels inside", arguments: [0, 1, 7, 40])
  func heatMap(size: Int) throws {
    for label in [{ _ in " " }, { "語\($0)" }, { "a rather long token \($0)" }] as [(Int) -> String]
    {
      let parsed = try ParsedMarkup(Self.map(rows: size, columns: size, label: label).svg)
      let outside = try parsed.textsOutside()
      #expect(outside == [])
      let cells = parsed.elements.count {
        $0.name == "rect" && ($0.attributes["class"] ?? "").hasPrefix("q")
      }
      #expect(cells == size * size + Palette.rampLevels)
    }
  }

  @Test("What cannot be seen in a label is made visible")
  func visible() {
    #expect(" \t\n\u{3000}\u{200B}".visible == "␣⇥⏎␣U+200B")
    #expect("\u{301}".visible == "\u{25CC}\u{301}")
    #expect("é語🙂".visible == "é語🙂")
  }

  @Test("Crowded line ends get a legend, clear ones labels at their ends")
  func labels() {
    func ends(_ values: [Double]) -> Bool {
      let series = values.enumerated().map { index, value in
        LineChart.Series("line \(index)", points: [.init(0, value), .init(1, value)])
      }
      let chart = LineChart(title: "", x: Axis("x"), y: Axis("y"), series: series)
      return EndLabels(
        entries: chart.entries, series: series,
        horizontal: Projection(chart.x, values: [0, 1], endsAtTicks: false),
        vertical: Projection(chart.y, values: values + [0], endsAtTicks: true), plotHeight: 300,
        available: 600) != nil
    }
    #expect(ends([1, 2, 3]))
    #expect(ends([1, 1.001, 3]))
    #expect(!ends((0..<12).map { 1 + Double($0) / 1000 }))
  }
}
