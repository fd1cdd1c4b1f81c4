import Charts
import Foundation
import Recur
import Terminal

/// The gradient that reaches the weights of each layer of a deep network before any training.
struct DepthStudy {
  private let curves: [(name: String, norms: [Double])]

  private static let (depth, size, examples) = (20, 64, 64)

  private static let kinds: [(name: String, layer: any Layer)] = [
    ("sigmoid", Affine(size, activation: .sigmoid)), ("tanh", Affine(size, activation: .tanh)),
    ("ReLU", Affine(size, activation: .relu)),
    (
      "sigmoid, batch normalised",
      Sequential(Affine(size), BatchNormalization(), Activation.sigmoid)
    ),
    ("ReLU, batch normalised", Sequential(Affine(size), BatchNormalization(), Activation.relu)),
    ("ReLU, residual", Residual(Affine(size, activation: .relu))),
  ]

  init(_ run: ExperimentRun) throws {
    var generator = run.generator(1)
    let batch = Examples<Double>(
      inputs: Tensor(
        shape: [Self.examples, Self.size],
        values: (0..<Self.examples * Self.size).map { _ in generator.normal() }),
      classes: (0..<Self.examples).map { _ in generator.index(below: 10) })
    var curves: [(String, [Double])] = []
    for (name, layer) in Self.kinds {
      var weights = run.generator(2)
      let layers = [any Layer](repeating: layer, count: Self.depth) + [Affine(10)]
      let network = Network<Double>(Sequential(layers), inputShape: [Self.size], using: &weights)
      let trainer = Trainer(
        network, loss: .crossEntropy,
        updates: UpdateOptions(optimizer: .sgd, learningRate: 1e-12, clipping: Clipping()),
        pool: run.pool)
      try trainer.update(batch)
      curves.append((name, Self.norms(trainer.gradient.values, network.layout)))
    }
    self.curves = curves
  }

  /// The norm at the weights of each layer but the last.
  private static func norms(_ gradient: [Double], _ layout: ParameterLayout) -> [Double] {
    (0..<depth).map { layer in
      layout.blocks.filter { $0.name.hasPrefix("\(layer).") && $0.name.hasSuffix("weight") }
        .reduce(0) { $0 + gradient[$1.range].reduce(0) { $0 + $1 * $1 } }.squareRoot()
    }
  }

  var section: Page.Section {
    let last = Self.depth - 1
    let chart = LineChart(
      title: "Norm of the gradient at the weights of each layer",
      subtitle: "Twenty layers of 64 units; the loss is at layer 21.",
      x: Axis("layer"), y: Axis("norm", scale: .log10),
      series: curves.map { name, norms in
        LineChart.Series(
          name,
          points: norms.enumerated().map { .init(Double($0.offset + 1), max($0.element, 1e-30)) })
      })
    let table = DataTable(
      header: [
        "layers", "layer 1", "layer 10", "layer 20", "first / last", "factor for each layer",
      ],
      rows: curves.map { name, norms in
        let ratio = norms[0] / norms[last]
        return [
          .text(name), .figure(Format.scientific(norms[0])), .figure(Format.scientific(norms[9])),
          .figure(Format.scientific(norms[last])), .figure(Format.scientific(ratio)),
          .figure(Format.fixed(pow(ratio, 1 / Double(last)), digits: 3)),
        ]
      })
    return Page.Section("By depth", [.lines(chart), .table(table)])
  }
}
