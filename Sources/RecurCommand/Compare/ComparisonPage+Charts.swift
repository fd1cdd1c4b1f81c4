import Charts
import Recur
import Terminal

extension ComparisonPage {
  /// A colour for each method, the same in every chart; methods of one chart never share one.
  private static func color(_ method: GradientMethod) -> Int {
    switch method {
    case .bptt: 0
    case .truncated: 1
    case .checkpointed: 2
    case .rtrl: 3
    case .blocked: 4
    case .snap(order: 1): 5
    case .snap: 4
    case .uoro: 6
    case .kfRTRL: 1
    case .rflo: 2
    case .eProp: 7
    }
  }

  private func chosen(_ methods: [GradientMethod]) -> [GradientMethod] {
    methods.filter { settings.trainers.contains($0) }
  }

  // MARK: - Gradients

  var cosineBars: BarChart? {
    let methods = chosen([.truncated] + GradientMethod.approximateFamily)
    guard !methods.isEmpty else { return nil }
    let series = settings.cells.map { cell in
      BarChart.Series(
        cell.rawValue,
        values: methods.map {
          comparison.measurement(cell, $0)?.error?.whole.cosine ?? .nan
        })
    }
    guard series.contains(where: { $0.values.contains(where: \.isFinite) }) else { return nil }
    return BarChart(
      title: "How far the approximations point the right way",
      subtitle:
        "Cosine of the angle to the exact gradient of the whole sequence; 1 is the same direction.",
      value: Axis("cosine", domain: 0...1), groups: methods.map(\.name), series: series)
  }

  // MARK: - Memory

  func memoryChart(_ cell: CellKind) -> LineChart? {
    var series: [LineChart.Series] = []
    for method in chosen(GradientMethod.exactFamily) {
      let color = Self.color(method)
      let points = comparison.overLengths(cell, method) { Double($0.cost.heldBytes) }
      guard !points.isEmpty else { continue }
      // A series for each point: marks without a line, which would not be the formula's.
      series += points.map {
        LineChart.Series(method.name, points: [LineChart.Point($0.x, $0.y)], color: color)
      }
      let plan = comparison.plans.first { $0.cell == cell && $0.trainer == method }
      let planned =
        plan?.points ?? comparison.overLengths(cell, method) { Double($0.plannedBytes) }
      series.append(
        LineChart.Series(
          method.name, isPredicted: true, points: planned.map { LineChart.Point($0.x, $0.y) },
          color: color))
    }
    guard !series.isEmpty else { return nil }
    let crossover = comparison.crossovers.first { $0.cell == cell && $0.kind == .memoryOfAll }
    var subtitle = "\(settings.largestSize) hidden units; both axes logarithmic."
    var references: [Axis.Reference] = []
    if let length = crossover?.found {
      let words = Format.grouped(Int(length))
      subtitle =
        "\(settings.largestSize) hidden units: rtrl holds less than bptt from \(words) characters "
        + "on."
      references.append(
        Axis.Reference(at: length, label: "rtrl = bptt at \(words)"))
    }
    return LineChart(
      title: "\(cell.rawValue): bytes held", subtitle: subtitle,
      x: Axis("sequence length T", unit: "characters", scale: .log10),
      y: Axis("memory", scale: .log2, style: .bytes), series: series, xReferences: references)
  }

  // MARK: - Time

  func timeChart(_ cell: CellKind, _ methods: [GradientMethod]) -> LineChart? {
    let series = chosen(methods).compactMap { method -> LineChart.Series? in
      let points = settings.hiddenSizes.compactMap { size -> LineChart.Point? in
        guard let found = comparison.measurement(cell, method, hiddenSize: size) else { return nil }
        return LineChart.Point(
          Double(size), found.seconds, low: found.cost.seconds.min() ?? .nan,
          high: found.cost.seconds.max() ?? .nan)
      }
      return points.isEmpty
        ? nil : LineChart.Series(method.name, points: points, color: Self.color(method))
    }
    guard !series.isEmpty else { return nil }
    let isExact = methods.first == .bptt
    return LineChart(
      title: "\(cell.rawValue): time of a character, "
        + (isExact ? "exact and truncated gradients" : "approximations beside rtrl"),
      subtitle: isExact
        ? growth(cell)
        : "Their work grows as that of the forward pass; snap-2 with dense weights is rtrl.",
      x: Axis("hidden units n", scale: .log2),
      y: Axis("time of a character", scale: .log10, style: .si("s")), series: series)
  }

  private func growth(_ cell: CellKind) -> String {
    let words = chosen([.bptt, .blocked, .rtrl]).compactMap {
      method -> String? in
      comparison.timeInSize(cell, method).map {
        "\(method.name) as n^\(Format.fixed($0.exponent, digits: 1))"
      }
    }
    return words.isEmpty
      ? "Both axes logarithmic." : "Grows: \(Comparison.list(words))."
  }

  // MARK: - The dial

  func dialCharts(_ dial: ComparisonDial) -> [LineChart] {
    func series(_ value: (ComparisonDial.Point) -> LineChart.Point) -> [LineChart.Series] {
      [true, false].map { atEveryStep in
        LineChart.Series(
          atEveryStep ? "gradient at every character" : "one gradient a block",
          points: dial.points(atEveryStep: atEveryStep).map(value), color: atEveryStep ? 4 : 6)
      }
    }
    func references(
      _ value: (ComparisonMeasurement) -> Double
    ) -> [Axis.Reference] {
      chosen([.rtrl, .bptt]).compactMap { method in
        let length =
          settings.sequenceLengths.contains(dial.sequenceLength)
          ? dial.sequenceLength : settings.longest
        return comparison.measurement(
          dial.cell, method, hiddenSize: dial.hiddenSize, sequenceLength: length
        ).map { Axis.Reference(at: value($0), label: method.name) }
      }
    }
    let words =
      "\(dial.cell.rawValue), \(dial.hiddenSize) hidden units, sequences of "
      + Format.grouped(dial.sequenceLength)
    let x = Axis("block length h", unit: "steps", scale: .log2)
    let best = dial.points(atEveryStep: true).min { $0.seconds < $1.seconds }
    return [
      LineChart(
        title: "Time of a character over h",
        subtitle: words
          + (best.map {
            ": with a gradient at every character, h = \(Format.grouped($0.blockLength)) is "
              + "quickest."
          } ?? "."),
        x: x, y: Axis("time of a character", scale: .log10, style: .si("s")),
        series: series { LineChart.Point(Double($0.blockLength), $0.seconds) },
        yReferences: references { $0.seconds }),
      LineChart(
        title: "Memory over h",
        subtitle: "\(words): the influence and h steps; at h = T the influence is gone.",
        x: x, y: Axis("memory", scale: .log2, style: .bytes),
        series: series { LineChart.Point(Double($0.blockLength), Double($0.cost.heldBytes)) },
        yReferences: references { Double($0.cost.heldBytes) }),
    ]
  }

  // MARK: - Learning

  var learningCharts: [LineChart] {
    func chart(
      _ title: String, _ subtitle: String, _ methods: [GradientMethod], x: Axis,
      _ place: (LearningCurve.Point) -> Double
    ) -> LineChart? {
      let series = chosen(methods).compactMap { method -> LineChart.Series? in
        guard let curve = comparison.learning.first(where: { $0.trainer == method }),
          !curve.points.isEmpty
        else { return nil }
        return LineChart.Series(
          method.name, points: curve.points.map { LineChart.Point(place($0), $0.loss) },
          color: Self.color(method))
      }
      guard !series.isEmpty else { return nil }
      let floor = comparison.entropy.map {
        Axis.Reference(at: $0, label: "best possible")
      }
      return LineChart(
        title: title, subtitle: subtitle, x: x,
        y: Axis("loss", unit: "nats a character", scale: .log2),
        series: series, yReferences: floor.map { [$0] } ?? [])
    }
    let characters = Axis("characters", style: .si(""))
    let seconds = Axis("training time", scale: .log10, style: .si("s"))
    let exact = GradientMethod.exactFamily
    let approximate = GradientMethod.approximateFamily + [.rtrl]
    return [
      chart(
        "Loss against characters, exact and truncated gradients",
        "What a character is worth to each; the loss on a logarithmic axis.", exact, x: characters
      ) { Double($0.characters) },
      chart(
        "Loss against seconds, exact and truncated gradients",
        "What a second is worth to each; both axes are logarithmic.", exact, x: seconds
      ) { $0.seconds },
      chart(
        "Loss against characters, approximations beside rtrl",
        "All go forward in time in constant memory.", approximate, x: characters
      ) { Double($0.characters) },
      chart(
        "Loss against seconds, approximations beside rtrl", "Both axes are logarithmic.",
        approximate, x: seconds
      ) { $0.seconds },
    ].compactMap { $0 }
  }
}
