import Charts
import Recur
import Terminal

extension Experiment {
  static let gates = Experiment(
    name: "gates", title: "Gates by a perceptron, and the one that it cannot be",
    summary: "AND, OR, NOT and XOR by perceptron and by network, with decision regions",
    introduction: [
      "A perceptron parts the plane of its two inputs along a line. AND, OR and NOT are on either "
        + "side of one; XOR is not, so it takes two layers: three perceptrons put together by hand, "
        + "or a small network that learns it."
    ],
    equations: [
      "z = step(w1 x + w2 y + b)      step(u) = 1 if u >= 0, else 0",
      "AND   w = (1, 1), b = -1.5     OR   w = (1, 1), b = -0.5",
      "NOT   w = -1, b = 0.5",
      "XOR(x, y) = AND(OR(x, y), NOT(AND(x, y)))",
      "learned: P(1) = s(u),  L = -t log s(u) - (1 - t) log(1 - s(u))",
    ]
  ) { run in
    let plane = DecisionPlane(x: -0.4...1.4, y: -0.4...1.4)
    let truth = DataTable(
      caption: "By hand",
      header: ["x", "y", "AND", "OR", "NOT x", "XOR"],
      rows: Gate.corners.map { x, y in
        [
          .number(x), .number(y), .number(Gate.and(Double(x), Double(y))),
          .number(Gate.or(Double(x), Double(y))), .number(Gate.not(Double(x))),
          .number(Gate.xor(Double(x), Double(y))),
        ]
      })
    var charts: [Page.Block] = []
    for (name, gate) in [("AND", Gate.and), ("OR", Gate.or), ("XOR", Gate.xor)] {
      charts.append(
        .lines(
          Gate.chart(
            "\(name) by hand", name == "XOR" ? "Two lines, by two layers." : "One line.",
            plane, plane.classes(gate), gate)))
    }
    var rows: [[DataTable.Cell]] = []
    for (index, (name, gate)) in [("AND", Gate.and), ("OR", Gate.or), ("XOR", Gate.xor)]
      .enumerated()
    {
      let bodies: [(String, Sequential)] = [
        ("perceptron", Sequential(Affine(1))),
        ("network 2-4-1", Sequential(Affine(4, activation: .tanh), Affine(1))),
      ]
      for (part, (words, body)) in bodies.enumerated() {
        let (network, scores) = try Gate.learned(
          gate, body, run, part: Double(2 * index + part) / 6)
        let right = Int((4 * (scores.accuracy ?? 0)).rounded())
        rows.append([
          .text(name), .text(words), .figure("\(right) of 4"), .figure(Format.loss(scores.loss)),
        ])
        if name == "XOR" {
          charts.append(
            .lines(
              Gate.chart(
                "XOR as a \(words) learned it", "\(right) of 4 corners are right.", plane,
                plane.classes(network), gate)))
        }
      }
    }
    let learned = DataTable(
      caption: "Learned from the four corners", header: ["gate", "by", "right", "loss"], rows: rows)
    return [
      Page.Section(
        "By hand and learned",
        [
          .list([
            "One perceptron learns AND and OR, and never more than three corners of XOR; four "
              + "hidden units are enough for all of it."
          ]), .table(truth), .table(learned),
        ] + charts)
    ]
  }
}

/// Gates as perceptrons of the inputs 0 and 1.
private enum Gate {
  static let corners = [(0, 0), (0, 1), (1, 0), (1, 1)]

  /// step(w1 x + w2 y + b)
  private static func perceptron(_ w1: Double, _ w2: Double, _ b: Double) -> (Double, Double) -> Int
  {
    { x, y in w1 * x + w2 * y + b >= 0 ? 1 : 0 }
  }

  static func and(_ x: Double, _ y: Double) -> Int { perceptron(1, 1, -1.5)(x, y) }
  static func or(_ x: Double, _ y: Double) -> Int { perceptron(1, 1, -0.5)(x, y) }
  static func not(_ x: Double) -> Int { perceptron(-1, 0, 0.5)(x, 0) }
  static func xor(_ x: Double, _ y: Double) -> Int {
    and(Double(or(x, y)), Double(not(Double(and(x, y)))))
  }

  /// A network trained on the four corners of a gate.
  static func learned(
    _ gate: (Double, Double) -> Int, _ body: Sequential, _ run: ExperimentRun, part: Double
  ) throws -> (network: Network<Float>, scores: NetworkScores) {
    let examples = Examples<Float>(
      inputs: Tensor(shape: [4, 2], values: corners.flatMap { [Float($0.0), Float($0.1)] }),
      values: Tensor(
        shape: [4, 1], values: corners.map { Float(gate(Double($0.0), Double($0.1))) }))
    var generator = run.generator(0)
    var network = Network<Float>(body, inputShape: [2], using: &generator)
    try run.train(
      &network, on: examples, loss: .logistic, batchSize: 4, epochs: run.scaled(1500, least: 20),
      updates: UpdateOptions(learningRate: 0.02), label: "learning", part: part...part + 1 / 6)
    return (network, network.packed(threads: 1).scores(of: examples, loss: .logistic))
  }

  static func chart(
    _ title: String, _ subtitle: String, _ plane: DecisionPlane, _ classes: [[Int]],
    _ gate: (Double, Double) -> Int
  ) -> LineChart {
    LineChart(
      title: title, subtitle: subtitle, x: Axis("x", domain: plane.x),
      y: Axis("y", domain: plane.y),
      series: [0, 1].map { answer in
        LineChart.Series(
          "\(answer)", style: .points,
          points: corners.filter { gate(Double($0.0), Double($0.1)) == answer }
            .map { LineChart.Point(Double($0.0), Double($0.1)) }, color: answer)
      }, field: .regions(classes))
  }
}
