extension Canvas {
  /// Draws the marker of a series at (x, y): 64 different pairs of colour and shape.
  mutating func mark(series index: Int, x: Double, y: Double, tooltip: String? = nil) {
    let path = Self.marks[(index + index / Palette.series.count) % Self.marks.count]
    shape(
      "path",
      [
        ("class", "\(Palette.role(ofSeries: index)) halo"), ("fill", "currentColor"),
        ("stroke-width", "1"),
        ("transform", "translate(\(Markup.coordinate(x)) \(Markup.coordinate(y)))"), ("d", path),
      ], tooltip: tooltip)
  }

  /// Circle, square, diamond, triangle up, triangle down, cross, plus, bar; of equal weight to the
  /// eye, around the origin.
  private static let marks = [
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    "M-3.6 -3.6h7.2v7.2h-7.2z",
    "M0 -5L5 0L0 5L-5 0z",
    "M0 -4.8L4.8 3.6L-4.8 3.6z",
    "M0 4.8L4.8 -3.6L-4.8 -3.6z",
    "M-4.8 -2.8L-2.8 -4.8L0 -2L2.8 -4.8L4.8 -2.8L2 0L4.8 2.8L2.8 4.8L0 2L-2.8 4.8L-4.8 2.8L-2 0z",
    "M-1.5 -5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z",
    "M-5.4 -2.2h10.8v4.4h-10.8z",
  ]
}
