/// A directed acyclic graph in layers: every vertex stands below all that it was made from.
package struct GraphChart: Sendable, Hashable {
  /// A vertex, drawn as a box.
  package struct Vertex: Sendable, Hashable {
    package var label: String
    /// What stands below the label, smaller.
    package var detail: String
    /// The indices of the vertices that it was made from, all smaller than its own.
    package var inputs: [Int]
    /// Which of the palette's colours marks the box; nil for none.
    package var color: Int?

    /// A vertex made from those at `inputs`.
    package init(_ label: String, detail: String = "", inputs: [Int] = [], color: Int? = nil) {
      self.label = label
      self.detail = detail
      self.inputs = inputs
      self.color = color
    }
  }

  package var title: String
  /// One sentence that says what to see.
  package var subtitle: String
  /// Each after those that it was made from.
  package var vertices: [Vertex]

  /// A chart of `vertices`.
  package init(title: String, subtitle: String = "", vertices: [Vertex]) {
    for (index, vertex) in vertices.enumerated() {
      precondition(
        vertex.inputs.allSatisfy { (0..<index).contains($0) },
        "vertex \(index) made from \(vertex.inputs)")
    }
    self.title = title
    self.subtitle = subtitle
    self.vertices = vertices
  }

  /// A self-contained SVG file.
  package var svg: String { standalone }
}

extension GraphChart: Drawable {
  var hasOwnWidth: Bool { true }

  var summary: String {
    let texts = vertices.map { vertex in
      let inputs = vertex.inputs.map { vertices[$0].label }.joined(separator: ", ")
      return inputs.isEmpty ? vertex.label : "\(vertex.label) from \(inputs)"
    }
    return "Graph of \(vertices.count) vertices: \(texts.joined(separator: "; "))."
  }

  func draw(width: Double, isTitled: Bool) -> Canvas {
    GraphLayout(self, width: width, isTitled: isTitled).canvas
  }
}
