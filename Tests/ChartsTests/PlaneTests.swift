import Testing

@testable import Charts

@Suite("Planes and images as SVG")
struct PlaneTests {
  private func plane(_ field: LineChart.Field?, points: Int = 3) -> LineChart {
    LineChart(
      title: "A plane", subtitle: ChartTests.hostile, x: Axis("x", domain: -1...1),
      y: Axis("y", domain: 0...2),
      series: [
        .init(
          "dots", style: .points, points: (0..<points).map { .init(-1 + 2 * Double($0) / 9, 1) }),
        .init("way", style: .path, points: (0..<40).map { .init(Double($0) / 40, 1.5) }),
      ], field: field)
  }

  @Test("Regions of one class are one shape, its rectangles those of the nodes")
  func regions() throws {
    let chart = plane(.regions([[0, 0, 1], [0, 1, 1]]))
    let parsed = try ParsedMarkup(chart.svg)
    let areas = parsed.elements.filter { $0.attributes["fill-opacity"] == "0.22" }
    #expect(areas.map { $0.attributes["class"] } == ["series-0", "series-1"])
    #expect(areas.map { $0.attributes["d"]?.count { $0 == "M" } } == [2, 2])
    #expect(try parsed.textsOutside() == [])
  }

  @Test("A contour lies where its value is, in a plane that rises from the left")
  func contours() throws {
    let values = (0..<5).map { _ in (0..<9).map { Double($0) } }
    let parsed = try ParsedMarkup(plane(.contours(values, levels: [2, 99])).svg)
    let lines = parsed.elements.filter { $0.attributes["stroke-opacity"] == "0.7" }
    #expect(lines.count == 1)
    let path = try #require(lines.first?.attributes["d"])
    let places = path.split { "ML".contains($0) }.compactMap {
      $0.split(separator: " ").first.flatMap { Double($0) }
    }
    // Four cells high, two places for each, all at a quarter of the width.
    #expect(places.count == 8 && Set(places).count == 1)
  }

  @Test("A value without a place leaves a gap in the contours and no trace in the output")
  func notFinite() throws {
    let values: [[Double]] = [[0, .nan, 2], [0, 1, 2], [0, 1, .infinity]]
    let svg = plane(.contours(values, levels: [0.5])).svg.lowercased()
    _ = try ParsedMarkup(svg)
    #expect(!svg.contains("nan ") && !svg.contains("inf "))
  }

  @Test("Points have a marker each and no line, a path a line and two markers")
  func styles() throws {
    let parsed = try ParsedMarkup(plane(nil, points: 7).svg)
    let marks = parsed.elements.filter { ($0.attributes["transform"] ?? "").hasPrefix("translate") }
    func count(_ role: String) -> Int {
      marks.count { ($0.attributes["class"] ?? "").hasPrefix(role) }
    }
    // One each in the legend or at the line's end.
    #expect(count("series-0") == 7 + 1 && count("series-1") == 2 + 1)
    let lines = parsed.elements.filter {
      $0.name == "path" && $0.attributes["stroke-linejoin"] == "round"
    }
    #expect(lines.map { $0.attributes["class"] } == ["series-1"])
  }

  @Test("Images keep their captions inside, and each run of a level is one rectangle")
  func images() throws {
    let samples: [[Double]] = [[0, 1, 1], [0.5, 0.5, .nan], [2, -1, 1]]
    let grid = ImageGrid(
      title: "Digits", subtitle: "Small.",
      images: (0..<30).map { .init(samples, caption: $0 == 0 ? ChartTests.hostile : "\($0)") })
    let parsed = try ParsedMarkup(grid.svg)
    #expect(try parsed.textsOutside() == [])
    let inks = parsed.elements.filter { $0.attributes["fill-opacity"] != nil }
    // A full level and a half one in each image.
    #expect(inks.count == 60)
    #expect(inks.first?.attributes["d"] == "M0 1h2v1h-2z")
    #expect(inks.dropFirst().first?.attributes["d"] == "M1 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z")
    for width in [320.0, 700] {
      #expect(try ParsedMarkup(grid.embedded(width: width).markup.text).textsOutside() == [])
    }
    #expect(try ParsedMarkup(ImageGrid(title: "", images: []).svg).content.contains("no images"))
  }

  @Test("Without a range every image has its own from paper to ink")
  func ownRange() throws {
    let grid = ImageGrid(title: "", images: [.init([[-3, 5]]), .init([[7, 7]])], range: nil)
    let inks = try ParsedMarkup(grid.svg).elements.compactMap { $0.attributes["fill-opacity"] }
    #expect(inks == ["1"])
  }
}
