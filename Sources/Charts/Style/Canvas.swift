/// Where a text stands in relation to its point.
enum Anchor: String { case start, middle, end }

/// A picture under construction, in user units with y downwards.
struct Canvas: Sendable {
  private(set) var markup = Markup()
  let width: Double
  /// How far down the picture is filled.
  var height = 0.0

  init(width: Double) {
    self.width = width
  }

  /// Text whose baseline begins, is centred or ends at (x, y), turned by `rotation` degrees there.
  mutating func text(
    _ content: String, x: Double, y: Double, size: Double, anchor: Anchor = .start,
    role: String = "ink", isBold: Bool = false, hasHalo: Bool = false, rotation: Double = 0,
    ramp: Int? = nil
  ) {
    guard !content.isEmpty else { return }
    let at = (Markup.coordinate(x), Markup.coordinate(y))
    var attributes = [("x", at.0), ("y", at.1), ("font-size", Markup.coordinate(size))]
    if anchor != .start { attributes.append(("text-anchor", anchor.rawValue)) }
    if isBold { attributes.append(("font-weight", "600")) }
    if rotation != 0 {
      attributes.append(("transform", "rotate(\(Markup.coordinate(rotation)) \(at.0) \(at.1))"))
    }
    if let ramp {
      attributes.append(("class", "t\(ramp)"))
    } else {
      attributes += [("class", hasHalo ? "\(role) halo" : role), ("fill", "currentColor")]
      if hasHalo {
        attributes += [
          ("paint-order", "stroke"), ("stroke-width", "4"), ("stroke-linejoin", "round"),
        ]
      }
    }
    markup.element("text", attributes, content: content)
  }

  /// A straight line.
  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, role: String, width: Double = 1,
    dash: String? = nil
  ) {
    var attributes = [
      ("class", role), ("x1", Markup.coordinate(x1)), ("y1", Markup.coordinate(y1)),
      ("x2", Markup.coordinate(x2)), ("y2", Markup.coordinate(y2)), ("stroke", "currentColor"),
      ("stroke-width", Markup.coordinate(width)),
    ]
    if let dash { attributes.append(("stroke-dasharray", dash)) }
    markup.element("line", attributes)
  }

  /// A rectangle filled by its role's colour or a level of the ramp, with an optional tooltip.
  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, role: String? = nil, ramp: Int? = nil,
    radius: Double = 0, isCrisp: Bool = false, tooltip: String? = nil
  ) {
    var attributes = [
      ("x", Markup.coordinate(x)), ("y", Markup.coordinate(y)),
      ("width", Markup.coordinate(max(0, width))), ("height", Markup.coordinate(max(0, height))),
    ]
    if let ramp { attributes.append(("class", "q\(ramp)")) }
    if let role { attributes += [("class", role), ("fill", "currentColor")] }
    if radius > 0 { attributes.append(("rx", Markup.coordinate(radius))) }
    if isCrisp { attributes.append(("shape-rendering", "crispEdges")) }
    shape("rect", attributes, tooltip: tooltip)
  }

  /// A shape with an optional tooltip.
  mutating func shape(
    _ name: String, _ attributes: [(String, String)], tooltip: String? = nil
  ) {
    guard let tooltip else { return markup.element(name, attributes) }
    markup.open(name, attributes)
    markup.element("title", content: tooltip)
    markup.close(name)
  }

  /// Begins a group, or a nested picture that clips, that `endGroup` ends.
  mutating func beginGroup(_ name: String = "g", _ attributes: [(String, String)]) {
    markup.open(name, attributes)
  }

  mutating func endGroup(_ name: String = "g") {
    markup.close(name)
  }

  /// Title and subtitle, wrapped, at the top; sets `height` to where they end.
  mutating func header(title: String, subtitle: String) {
    for (text, size, role, isBold) in [
      (title, 17.0, "ink", true), (subtitle, 13.0, "muted", false),
    ] where !text.isEmpty {
      // Semibold letters are wider by about a fifteenth.
      let lines = text.wrapped(size: isBold ? size * 1.07 : size, width: width - 2)
      for line in lines {
        height += (size * 1.35).rounded()
        self.text(line, x: 0, y: height - 4, size: size, role: role, isBold: isBold)
      }
      height += 3
    }
    if height > 0 { height += 8 }
  }
}
