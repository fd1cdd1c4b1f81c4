import Charts
import Foundation
import Recur
import Terminal

extension Experiment {
  static let bagging = Experiment(
    name: "bagging", title: "What many models gain that were trained on bootstrap sets",
    summary: "the variance of the mean prediction against the number of models M",
    introduction: [
      "Polynomials of degree 7 are fitted to bootstrap sets of the same 30 noisy points of a sine, "
        + "and their predictions are averaged. The error of the mean falls with M towards what the "
        + "models' errors have in common; independent errors would fall as 1/M."
    ],
    equations: [
      "a bootstrap set: N examples, drawn from N with replacement",
      "E[((1/M) sum_m e_m)^2] = v / M + (2 / M^2) sum_{l<m} v_lm",
      "each pair counts once, with factor 2; uncorrelated errors: v / M",
    ]
  ) { run in
    var generator = run.generator(0)
    let training = NoisyCurve.points(30, isRandom: true, using: &generator)
    let places = (0..<200).map { -0.95 + 1.9 * Double($0) / 199 }
    let count = run.scaled(100, least: 8)
    let steps = run.scaled(4000, least: 200)
    let ensemble = try Bagging(count, examples: training.count, seed: run.seed) { indices, model in
      try run.show("model \(model + 1) of \(count)", Double(model) / Double(count))
      return PolynomialFit(degree: 7, indices.map { training[$0] }, steps: steps)
    }
    let predictions = ensemble.models.map { model in places.map { model($0) } }
    let errors = predictions.map { zip(places, $0).map { $1 - NoisyCurve.value($0) } }
    let all = EnsembleErrors(errors)
    let sizes = [1, 2, 3, 5, 8, 12, 20, 30, 50, 100].filter { $0 <= count }
    // Of every size the mean over several choices of so many models.
    func measured(_ size: Int) -> Double {
      let groups = (0..<max(1, count / size)).map { Array(errors[$0 * size..<($0 + 1) * size]) }
      return groups.reduce(0) { $0 + EnsembleErrors($1).ofMean } / Double(groups.count)
    }
    let found = sizes.map(measured)
    let formula = sizes.map {
      EnsembleErrors.ofMean(single: all.single, shared: all.shared, count: $0)
    }
    let chart = LineChart(
      title: "Mean squared error of the mean prediction",
      subtitle: "Measured over groups of M models; predicted by the variances and covariances.",
      x: Axis("models M", scale: .log10), y: Axis("mean squared error", scale: .log10),
      series: [
        LineChart.Series("measured", points: zip(sizes, found).map { .init(Double($0), $1) }),
        LineChart.Series(
          "v/M + (2/M^2) sum v_lm", isPredicted: true,
          points: zip(sizes, formula).map { .init(Double($0), $1) }, color: 1),
        LineChart.Series(
          "v/M, were they independent", isPredicted: true,
          points: sizes.map { .init(Double($0), all.single / Double($0)) }, color: 6),
      ], yReferences: [.init(at: all.shared, label: "in common")])
    let mean = places.indices.map { place in
      predictions.reduce(0) { $0 + $1[place] } / Double(count)
    }
    let curves = LineChart(
      title: "Ten models and the mean of all", x: Axis("x", domain: -1...1),
      y: Axis("y", domain: -2...2),
      series: predictions.prefix(10).map { prediction in
        LineChart.Series(
          "a model", style: .path, isPredicted: true,
          points: zip(places, prediction).map { .init($0, $1) }, color: 6)
      } + [
        LineChart.Series(
          "points", style: .points, points: training.map { .init($0.x, $0.y) }, color: 3),
        LineChart.Series(
          "mean of \(count)", style: .path, points: zip(places, mean).map { .init($0, $1) },
          color: 0),
      ])
    let table = DataTable(
      header: ["models M", "measured", "by the formula", "v / M"],
      rows: sizes.indices.map { index in
        [
          .number(sizes[index]), .figure(Format.scientific(found[index])),
          .figure(Format.scientific(formula[index])),
          .figure(Format.scientific(all.single / Double(sizes[index]))),
        ]
      })
    return [
      Page.Section(
        "The error of the mean",
        [
          .list([
            "One model's squared error is \(Format.scientific(all.single)) on average, that of the "
              + "mean of \(count) is \(Format.scientific(all.ofMean)); two models' errors have "
              + "\(Format.scientific(all.shared)) in common, which no number of models takes away."
          ]), .lines(chart), .table(table), .lines(curves),
        ])
    ]
  }
}
