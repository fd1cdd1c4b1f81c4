import Testing

@testable import Charts

@Suite("Page")
struct PageTests {
  static let table = DataTable(
    caption: "A <caption>", header: ["name", "n", "error"],
    rows: [["a & b", .number(1234), .missing], ["c", .number(2)], [.text("d"), .missing, "x"]])

  @Test("A table aligns numbers to the right and fills what is missing")
  func table() throws {
    let parsed = try ParsedMarkup(Self.table.html)
    #expect(parsed.count("td") == 6)
    #expect(parsed.elements.filter { $0.attributes["class"] == "n" }.count == 4)
    #expect(parsed.content.contains("1,234") && parsed.content.contains("a & b"))
  }

  @Test("A page is one well-formed document that loads nothing")
  func page() throws {
    let chart = ChartTests.line([.init(1, 2), .init(2, 3)])
    let html = Page(
      title: ChartTests.hostile, introduction: ["One.", "Two."],
      sections: [
        .init("Lines", [.paragraph("<b>"), .lines(chart), .list(["x"])]),
        .init("Map", [.heatMap(ChartTests.map(rows: 3, columns: 4) { "\($0)" })]),
        .init("Rest", [.table(Self.table), .preformatted("$ a && b")]),
      ]
    ).html
    let parsed = try ParsedMarkup(html)
    // A line chart is drawn for a page and for a phone.
    #expect(parsed.count("svg") - 2 == 3)
    #expect(parsed.count("section") == 3 && parsed.count("nav") == 1)
    #expect(parsed.count("script") == 0 && parsed.count("link") == 0 && parsed.count("img") == 0)
    #expect(!html.contains("url(") && !html.contains("@import"))
    #expect(html.contains("prefers-color-scheme:dark"))
    let identifiers = parsed.elements.compactMap { $0.attributes["id"] }
    #expect(Set(identifiers).count == identifiers.count)
  }
}
