import Charts
import Recur
import Terminal

extension Experiment {
  static let initialization = Experiment(
    name: "initialization", title: "What the first weights make of the activations, layer by layer",
    summary: "activations by layer for several ways to draw weights",
    introduction: [
      "Normal inputs go through ten layers of 256 units before any training. Weights too small let "
        + "the signal fade, too large drive a sigmoid or tanh to its ends, where its derivative is "
        + "nearly 0; variances that fit the number of inputs keep it as it is."
    ],
    equations: [
      "Var(u) = n_in Var(w) E(z^2)",
      "LeCun    N(0, 1/n_in)", "Glorot   N(0, 2/(n_in + n_out))",
      "He       N(0, 2/n_in)   for rectifiers, which halve E(z^2)",
    ]
  ) { run in
    let ways: [(String, Initializer)] = [
      ("N(0, 0.01^2)", .normal(deviation: 0.01)), ("N(0, 1)", .normal(deviation: 1)),
      ("LeCun", .lecunNormal), ("Glorot", .glorotNormal), ("He", .heNormal),
    ]
    let activations: [(String, Activation)] = [
      ("tanh", .tanh), ("sigmoid", .sigmoid), ("ReLU", .relu),
    ]
    var sections: [Page.Section] = []
    for (index, (name, activation)) in activations.enumerated() {
      try run.show(name, Double(index) / Double(activations.count))
      let layers = ways.map { ($0.0, LayerStatistics.layers(activation, $0.1, run)) }
      sections.append(LayerStatistics.section(name, layers))
    }
    return sections
  }
}

/// What the activations of a layer look like.
private struct LayerStatistics {
  let mean: Double
  let deviation: Double
  /// The part of the activations at an end of the curve: within 1 % of the limits of tanh and
  /// sigmoid, 0 of a rectifier.
  let ended: Double

  private static let (size, depth, examples) = (256, 10, 200)

  private init(_ values: [Double], _ activation: Activation) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.mean = mean
    deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    ended =
      Double(
        values.count { value in
          switch activation {
          case .tanh: abs(value) > 0.99
          case .sigmoid: value < 0.01 || value > 0.99
          default: value == 0
          }
        }) / count
  }

  static func layers(
    _ activation: Activation, _ initializer: Initializer, _ run: ExperimentRun
  ) -> [LayerStatistics] {
    var generator = run.generator(0)
    let count = run.scaled(examples, least: 8)
    var values = Tensor<Double>(
      shape: [count, size], values: (0..<count * size).map { _ in generator.normal() })
    return (0..<depth).map { _ in
      let layer = Network<Double>(
        Affine(size, activation: activation, initializer: initializer), inputShape: [size],
        using: &generator)
      values = layer(values)
      return LayerStatistics(values.values, activation)
    }
  }

  static func section(
    _ name: String, _ ways: [(name: String, layers: [LayerStatistics])]
  ) -> Page.Section {
    let chart = LineChart(
      title: "\(name): deviation of the activations by layer",
      x: Axis("layer"), y: Axis("standard deviation", scale: .log10),
      series: ways.map { name, layers in
        LineChart.Series(
          name,
          points: layers.enumerated().map {
            LineChart.Point(Double($0.offset + 1), max($0.element.deviation, 1e-30))
          })
      })
    let ends = name == "ReLU" ? "zero" : "at the ends"
    let table = DataTable(
      caption: "\(name): the first and the tenth layer",
      header: ["weights"] + [1, 10].flatMap { ["deviation \($0)", "\(ends) \($0)"] },
      rows: ways.map { name, layers in
        [.text(name)]
          + [0, 9].flatMap {
            [
              DataTable.Cell.figure(Format.scientific(layers[$0].deviation)),
              .figure(Format.percent(layers[$0].ended)),
            ]
          }
      })
    return Page.Section(name, [.lines(chart), .table(table)])
  }
}
