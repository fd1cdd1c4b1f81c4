/// Names at the right ends of lines, where there is room for all of them.
struct EndLabels {
  struct Label {
    let name: String
    let style: Int
    /// Where the line ends, as fractions of the plot.
    let across: Double
    let end: Double
    /// Where the label stands, as a fraction of the plot's height from the bottom.
    var place: Double
  }

  private(set) var labels: [Label]
  /// What the labels take from the width, right of the plot.
  let width: Double

  /// The height a label needs, and how far it may stand from its line's end.
  private static let spacing = 17.0
  private static let displacement = 40.0

  /// Nil where the labels would take a third of the width, a line ends far from the right edge, or
  /// a label would stand far from its line.
  init?(
    entries: [LineChart.Entry], series: [LineChart.Series], horizontal: Projection,
    vertical: Projection, plotHeight: Double, available: Double
  ) {
    labels = []
    for entry in entries where !entry.name.isEmpty {
      let points = entry.indices.flatMap { series[$0].points }
      let places = points.compactMap { point -> (Double, Double)? in
        guard horizontal.contains(point.x), let across = horizontal.fraction(point.x),
          vertical.contains(point.y), let along = vertical.fraction(point.y)
        else { return nil }
        return (across, along)
      }
      guard let last = places.max(by: { $0.0 < $1.0 }) else { continue }
      guard last.0 > 0.75 else { return nil }
      labels.append(
        Label(name: entry.name, style: entry.style, across: last.0, end: last.1, place: last.1))
    }
    guard !labels.isEmpty else { return nil }
    let widest = labels.map { $0.name.width(size: LineLayout.textSize) }.max() ?? 0
    width = (widest + 27).rounded(.up)
    guard width < available / 3 else { return nil }
    labels.sort { $0.end < $1.end }
    guard spread(gap: Self.spacing / plotHeight) else { return nil }
    let farthest = labels.map { abs($0.place - $0.end) }.max() ?? 0
    guard farthest * plotHeight <= Self.displacement else { return nil }
  }

  /// Moves the labels apart, each group of touching ones to the mean of its ends.
  private mutating func spread(gap: Double) -> Bool {
    guard Double(labels.count - 1) * gap <= 1 else { return false }
    // Blocks of labels in contact: number and place of the first.
    var blocks: [(count: Int, sum: Double)] = []
    func first(_ block: (count: Int, sum: Double)) -> Double {
      let span = Double(block.count - 1) * gap
      return min(max(block.sum / Double(block.count) - span / 2, 0), 1 - span)
    }
    for label in labels {
      blocks.append((1, label.end))
      while blocks.count > 1 {
        let (upper, lower) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
        if first(lower) + Double(lower.count) * gap <= first(upper) { break }
        blocks.removeLast(2)
        blocks.append((lower.count + upper.count, lower.sum + upper.sum))
      }
    }
    var index = 0
    for block in blocks {
      let start = first(block)
      for step in 0..<block.count {
        labels[index].place = start + Double(step) * gap
        index += 1
      }
    }
    return true
  }
}
