import Charts
import Foundation
import Recur
import Terminal

extension Experiment {
  static let regularization = Experiment(
    name: "regularization", title: "Four ways to keep a network from learning the noise",
    summary: "h/(h+alpha), weight decay, dropout and early stopping",
    introduction: [
      "A penalty on squares pulls a weight towards zero the more, the less the error resists it. On "
        + "a quadratic that is exact, and descent with weight decay finds it. Then a network far too "
        + "large for its 300 digits, of which every fifth has a wrong label, is trained as it is, "
        + "with weight decay, with dropout, and until the loss of digits held out turns."
    ],
    equations: [
      "E = sum_i h_i (w_i - w0_i)^2 / 2 + alpha w_i^2 / 2",
      "w*_i = w0_i h_i / (h_i + alpha)",
      "w*_i is near 0 where h_i << alpha and near w0_i where h_i >> alpha",
      "dropout: while training a unit is 0 with probability p, else z / (1 - p)",
      "early stopping: take the weights where the held-out loss turned",
    ]
  ) { run in
    try run.show("a quadratic", 0)
    return [Shrinkage.section(run), try OverfittedNetwork.section(run)]
  }
}

/// Weight decay on a quadratic.
private enum Shrinkage {
  static func section(_ run: ExperimentRun) -> Page.Section {
    let curvatures = [0.001, 0.01, 0.1, 1, 10, 100]
    let alpha = 1.0
    var weights = Tensor<Double>(zeros: [curvatures.count])
    var state = OptimizerState<Double>(for: .sgd, parameterCount: curvatures.count)
    for _ in 0..<run.scaled(4000, least: 2000) {
      let values = weights.values
      let gradient = zip(curvatures, values).map { h, w in h * (w - 1) + alpha * w }
      state.advance(
        .sgd, &weights, gradient: Tensor(shape: [gradient.count], values: gradient),
        learningRate: 0.01)
    }
    let found = weights.values
    let exact = curvatures.map { $0 / ($0 + alpha) }
    let chart = LineChart(
      title: "The weight that is found, w0 = 1, alpha = 1",
      x: Axis("h", scale: .log10), y: Axis("w*", domain: 0...1),
      series: [
        LineChart.Series(
          "descent", style: .points, points: zip(curvatures, found).map { .init($0, $1) }),
        LineChart.Series(
          "h / (h + alpha)", isPredicted: true,
          points: (0...60).map { index in
            let h = pow(10, Double(index) / 12 - 3)
            return .init(h, h / (h + alpha))
          }, color: 1),
      ], xReferences: [.init(at: alpha, label: "h = alpha")])
    let table = DataTable(
      header: ["h", "found by descent", "h / (h + alpha)", "difference"],
      rows: curvatures.indices.map { index in
        [
          .figure(Format.general(curvatures[index])),
          .figure(Format.fixed(found[index], digits: 6)),
          .figure(Format.fixed(exact[index], digits: 6)),
          .figure(Format.scientific(abs(found[index] - exact[index]))),
        ]
      })
    return Page.Section("Weight decay on a quadratic", [.lines(chart), .table(table)])
  }
}

/// A network that knows its examples by heart unless it is kept from it.
private enum OverfittedNetwork {
  private struct Curve {
    let name: String
    var training: [Double] = []
    var heldOut: [Double] = []
    var accuracy: [Double] = []
  }

  static func section(_ run: ExperimentRun) throws -> Page.Section {
    let digits = HandwrittenDigits(seed: run.seed)
    let training = noisy(digits.examples(0..<run.scaled(300, least: 40)), run)
    let heldOut = digits.examples(100_000..<100_000 + run.scaled(1000, least: 40)).flattened
    let epochs = run.scaled(60, least: 4)
    let hidden: [(String, [any Layer], Double)] = [
      ("as it is", [], 0), ("weight decay 0.01", [], 0.01), ("dropout 0.5", [Dropout(0.5)], 0),
    ]
    var curves: [Curve] = []
    for (index, (name, dropout, l2)) in hidden.enumerated() {
      var generator = run.generator(2)
      var network = Network<Float>(
        Sequential([Affine(128, activation: .relu)] + dropout + [Affine(10)]), inputShape: [784],
        using: &generator)
      var curve = Curve(name: name)
      try run.train(
        &network, on: training, loss: .crossEntropy, batchSize: 50, epochs: epochs,
        updates: UpdateOptions(learningRate: 0.002, penalty: Penalty(l2: l2)), label: name,
        part: Double(index) / 3...Double(index + 1) / 3
      ) { _, trainer in
        let scores = trainer.scores(of: heldOut)
        curve.training.append(trainer.scores(of: training).loss)
        curve.heldOut.append(scores.loss)
        curve.accuracy.append(scores.accuracy ?? 0)
      }
      curves.append(curve)
    }
    return section(curves)
  }

  /// The examples as vectors, every fifth with a random label.
  private static func noisy(_ examples: Examples<Float>, _ run: ExperimentRun) -> Examples<Float> {
    var examples = examples.flattened
    var generator = run.generator(1)
    var classes = examples.classes ?? []
    for index in stride(from: 0, to: classes.count, by: 5) {
      classes[index] = Int32(generator.index(below: 10))
    }
    examples.targets = .classes(classes)
    return examples
  }

  private static func section(_ curves: [Curve]) -> Page.Section {
    func turn(_ curve: Curve) -> Int {
      curve.heldOut.indices.min { curve.heldOut[$0] < curve.heldOut[$1] } ?? 0
    }
    func points(_ values: [Double]) -> [LineChart.Point] {
      values.enumerated().map { LineChart.Point(Double($0.offset + 1), max($0.element, 1e-6)) }
    }
    func chart(_ title: String, _ values: (Curve) -> [Double]) -> Page.Block {
      .lines(
        LineChart(
          title: title, x: Axis("epoch"), y: Axis("mean loss", unit: "nats", scale: .log10),
          series: curves.map { LineChart.Series($0.name, points: points(values($0))) }))
    }
    var rows = curves.map { curve -> [DataTable.Cell] in
      let last = curve.heldOut.count - 1
      return row(curve.name, curve, at: last)
    }
    if let plain = curves.first {
      rows.append(row("as it is, stopped early", plain, at: turn(plain)))
    }
    let table = DataTable(
      header: [
        "network 784-128-10", "epochs", "loss, learned from", "loss, held out", "right, held out",
      ],
      rows: rows)
    return Page.Section(
      "A network that could know its examples by heart",
      [
        chart("Loss of digits held out, by epoch") { $0.heldOut },
        chart("Loss of the digits learned from, wrong labels included") { $0.training },
        .table(table),
      ])
  }

  private static func row(_ name: String, _ curve: Curve, at epoch: Int) -> [DataTable.Cell] {
    [
      .text(name), .number(epoch + 1), .figure(Format.loss(curve.training[epoch])),
      .figure(Format.loss(curve.heldOut[epoch])),
      .figure(Format.percent(curve.accuracy[epoch], digits: 1)),
    ]
  }
}

extension Examples where S == Float {
  /// The inputs as vectors [N, D].
  fileprivate var flattened: Examples {
    var result = self
    result.inputs = Tensor(inputs, shape: [count, inputs.count / max(count, 1)])
    return result
  }
}
