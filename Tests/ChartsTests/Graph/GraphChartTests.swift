import Testing

@testable import Charts

@Suite("Graphs as SVG")
struct GraphChartTests {
  /// A network of `depth` layers: each vertex of a layer from a weight of its own and the one
  /// before, with a residual connection over every second layer.
  static func network(depth: Int) -> GraphChart {
    var vertices: [GraphChart.Vertex] = [.init("x", detail: "[128, 784]")]
    var last = 0
    var before = 0
    for layer in 0..<depth {
      let next = vertices.count
      vertices += [
        .init("layers.\(layer).weight", detail: "[256, 784]", color: 0),
        .init("layers.\(layer).bias", detail: "[256]", color: 0),
        .init("product", detail: "[128, 256]", inputs: [last, next]),
        .init("+", detail: "[128, 256]", inputs: [next + 2, next + 1]),
        .init("sigmoid", detail: "[128, 256]", inputs: [next + 3]),
      ]
      last = vertices.count - 1
      if layer % 2 == 1 {
        vertices.append(.init("+", inputs: [last, before]))
        last = vertices.count - 1
        before = last
      }
    }
    return GraphChart(title: "Network", subtitle: "Of some layers.", vertices: vertices)
  }

  static let graphs: [GraphChart] =
    [
      GraphChart(title: "", vertices: []), GraphChart(title: "one", vertices: [.init("x")]),
      GraphChart(
        title: "diamond",
        vertices: [
          .init("x"), .init("a", inputs: [0]), .init("b", inputs: [0]),
          .init("c", inputs: [1, 2, 0]),
        ]),
      GraphChart(title: "twice", vertices: [.init("x"), .init("+", inputs: [0, 0])]),
      GraphChart(
        title: "wide",
        vertices: (0..<12).map { .init("input number \($0)") } + [.init("sum", inputs: [0, 5, 11])]),
    ] + [1, 4, 11].map(network)

  struct Box {
    let x, y, width, height: Double

    init?(_ element: (name: String, attributes: [String: String])) {
      func number(_ name: String) -> Double? { element.attributes[name].flatMap(Double.init) }
      guard element.name == "rect", element.attributes["class"] == "raised", let x = number("x"),
        let y = number("y"), let width = number("width"), let height = number("height")
      else { return nil }
      (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    func overlaps(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height
        && other.y < y + height
    }
  }

  @Test("boxes do not overlap, and texts stay in the picture", arguments: graphs.indices)
  func boxes(index: Int) throws {
    let graph = Self.graphs[index]
    let parsed = try ParsedMarkup(graph.svg)
    let boxes = parsed.elements.compactMap(Box.init)
    #expect(boxes.count == graph.vertices.count)
    for (index, box) in boxes.enumerated() {
      #expect(!boxes[..<index].contains { $0.overlaps(box) })
    }
    #expect(try parsed.textsOutside() == [])
  }

  @Test("no edge runs through a box", arguments: graphs.indices)
  func edges(index: Int) throws {
    let graph = Self.graphs[index]
    let parsed = try ParsedMarkup(graph.svg)
    let boxes = parsed.elements.compactMap(Box.init)
    let paths = parsed.elements.filter { $0.name == "path" }.compactMap { $0.attributes["d"] }
    #expect(paths.count == graph.vertices.reduce(0) { $0 + $1.inputs.count })
    for path in paths {
      for (x, y) in Self.points(of: path) {
        #expect(
          !boxes.contains {
            x > $0.x && x < $0.x + $0.width && y > $0.y + 1 && y < $0.y + $0.height - 1
          }, "\(path)")
      }
    }
  }

  /// Points along "M x y (C x y x y x y | V y)*".
  static func points(of path: String) -> [(Double, Double)] {
    var points: [(Double, Double)] = []
    var at = (0.0, 0.0)
    for part in path.split(whereSeparator: { "MCV".contains($0) }) {
      let numbers = part.split(separator: " ").compactMap { Double($0) }
      switch numbers.count {
      case 2: at = (numbers[0], numbers[1])
      case 1:
        points += stride(from: 0.0, through: 1, by: 0.1).map {
          (at.0, at.1 + $0 * (numbers[0] - at.1))
        }
        at.1 = numbers[0]
      default:
        for t in stride(from: 0.0, through: 1, by: 0.05) {
          let (a, b, c, d) = (
            (1 - t) * (1 - t) * (1 - t), 3 * t * (1 - t) * (1 - t), 3 * t * t * (1 - t), t * t * t
          )
          points.append(
            (
              a * at.0 + b * numbers[0] + c * numbers[2] + d * numbers[4],
              a * at.1 + b * numbers[1] + c * numbers[3] + d * numbers[5]
            ))
        }
        at = (numbers[4], numbers[5])
      }
    }
    return points
  }

  @Test("every vertex stands below its inputs, one without inputs directly above its first use")
  func layers() {
    let graph = GraphLayers(Self.network(depth: 4).vertices.map(\.inputs))
    for edge in graph.edges {
      let layers = edge.map { graph.places[$0].layer }
      #expect(zip(layers, layers.dropFirst()).allSatisfy { $1 == $0 + 1 })
    }
    for place in graph.places where place.above.isEmpty && place.vertex != 0 {
      #expect(place.below.map { graph.places[$0].layer }.min() == place.layer + 1)
    }
    #expect(graph.layers.reduce(0) { $0 + $1.count } == graph.places.count)
  }

  @Test("a graph that can be drawn without crossings is")
  func crossings() {
    // Two chains whose ends are given in the wrong order.
    let graph = GraphLayers([[], [], [1], [0], [3], [2], [4, 5]])
    #expect(graph.crossings() == 0)
    // Three inputs, each to every one of three: at least nine pairs cross.
    let complete = GraphLayers([[], [], [], [0, 1, 2], [0, 1, 2], [0, 1, 2], [3, 4, 5]])
    #expect(complete.crossings() == 9)
  }

  @Test("a graph says what it is to a reader who does not see it")
  func summary() {
    #expect(
      Self.graphs[2].summary == "Graph of 4 vertices: x; a from x; b from x; c from a, b, x.")
  }

  @Test("a page shows a graph")
  func page() throws {
    let page = Page(title: "p", sections: [.init("s", [.graph(Self.graphs[2])])])
    let parsed = try ParsedMarkup(String(page.html.dropFirst("<!DOCTYPE html>\n".count)))
    #expect(parsed.elements.compactMap(Box.init).count == 4)
  }
}
