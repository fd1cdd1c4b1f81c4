import Charts
import Foundation
import Recur
import Terminal

extension Experiment {
  static let spiral = Experiment(
    name: "spiral", title: "Classes that no line can part",
    summary: "three arms of a spiral by softmax regression and by a network",
    introduction: [
      "Three arms of a spiral, each a class. Without a hidden layer the regions are bounded by "
        + "straight lines, whatever is learned; with two the network bends them along the arms."
    ],
    equations: [
      "y = softmax(x W + b)",
      "y = softmax(tanh(tanh(x W1 + b1) W2 + b2) W3 + b3)",
      "L = -(1/N) sum_n log y_{n, t_n}        dL/du = (y - t) / N",
    ]
  ) { run in
    var generator = run.generator(0)
    let training = SpiralArms.examples(100, using: &generator)
    let test = SpiralArms.examples(200, using: &generator)
    let plane = DecisionPlane(x: -1.1...1.1, y: -1.1...1.1)
    let hidden: [(String, Sequential, Int)] = [
      ("softmax regression", Sequential(Affine(3)), 150),
      (
        "network 2-32-32-3",
        Sequential(Affine(32, activation: .tanh), Affine(32, activation: .tanh), Affine(3)), 300
      ),
    ]
    var (charts, curves, rows) = ([Page.Block](), [LineChart.Series](), [[DataTable.Cell]]())
    for (index, (name, body, epochs)) in hidden.enumerated() {
      var weights = run.generator(1)
      var network = Network<Float>(body, inputShape: [2], using: &weights)
      var points: [LineChart.Point] = []
      try run.train(
        &network, on: training, loss: .crossEntropy, batchSize: 50,
        epochs: run.scaled(epochs, least: 3), updates: UpdateOptions(learningRate: 0.01),
        label: name, part: Double(index) / 2...Double(index + 1) / 2
      ) { epoch, trainer in
        points.append(.init(Double(epoch), trainer.scores(of: training).loss))
      }
      let packed = network.packed(threads: 1)
      let scores = [training, test].map { packed.scores(of: $0, loss: .crossEntropy) }
      curves.append(LineChart.Series(name, points: points))
      rows.append(
        [.text(name), .number(network.layout.count)]
          + scores.flatMap {
            [
              DataTable.Cell.figure(Format.percent($0.accuracy ?? 0, digits: 1)),
              .figure(Format.loss($0.loss)),
            ]
          })
      charts.append(
        .lines(SpiralArms.chart(name, plane, plane.classes(network), training)))
    }
    let table = DataTable(
      header: [
        "model", "parameters", "right, training", "loss", "right, others", "loss",
      ], rows: rows)
    let losses = LineChart(
      title: "Loss by epoch", x: Axis("epoch"), y: Axis("mean loss", unit: "nats", scale: .log10),
      series: curves)
    return [Page.Section("Regions", [.table(table)] + charts + [.lines(losses)])]
  }
}

/// Three arms that wind round each other.
private enum SpiralArms {
  /// `count` points of each arm, at angles that grow with the radius, with noise.
  static func examples(_ count: Int, using generator: inout RandomGenerator) -> Examples<Float> {
    var (inputs, classes) = ([Float](), [Int]())
    for arm in 0..<3 {
      for index in 0..<count {
        let radius = 0.05 + 0.95 * Double(index) / Double(count)
        let angle = 2 * .pi / 3 * Double(arm) + 4.2 * radius + 0.16 * generator.normal()
        inputs += [Float(radius * cos(angle)), Float(radius * sin(angle))]
        classes.append(arm)
      }
    }
    return Examples(inputs: Tensor(shape: [3 * count, 2], values: inputs), classes: classes)
  }

  static func chart(
    _ name: String, _ plane: DecisionPlane, _ regions: [[Int]], _ examples: Examples<Float>
  ) -> LineChart {
    let classes = examples.classes ?? []
    let inputs = examples.inputs.values
    return LineChart(
      title: "Regions of the \(name)", x: Axis("x", domain: plane.x), y: Axis("y", domain: plane.y),
      series: (0..<3).map { arm in
        LineChart.Series(
          "arm \(arm + 1)", style: .points,
          points: classes.indices.filter { classes[$0] == Int32(arm) }.map {
            LineChart.Point(Double(inputs[2 * $0]), Double(inputs[2 * $0 + 1]))
          }, color: arm)
      }, field: .regions(regions))
  }
}
