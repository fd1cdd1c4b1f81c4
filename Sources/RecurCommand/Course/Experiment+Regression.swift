import Charts
import Foundation
import Recur
import Terminal

extension Experiment {
  static let regression = Experiment(
    name: "regression", title: "How much freedom a polynomial should have",
    summary: "under- and over-fitting by degree, ridge and LASSO",
    introduction: [
      "Twelve noisy points of a sine are to be met by a polynomial. A low degree cannot bend enough; "
        + "a high one goes through the noise. A penalty on the weights does what a lower degree "
        + "would: that on squares (ridge) makes all of them small, that on magnitudes (LASSO) makes "
        + "some of them exactly zero."
    ],
    equations: [
      "y = sum_{j=0..M} w_j x^j", "E = (1/N) sum_n (y_n - d_n)^2",
      "ridge   E + lambda sum_{j>0} w_j^2",
      "LASSO   E + lambda sum_{j>0} |w_j|",
      "        w = sign(w) max(|w| - a lambda, 0) after each step of size a",
      "in terms of the Legendre polynomials: the same functions",
    ]
  ) { run in
    var generator = run.generator(0)
    let training = NoisyCurve.points(12, using: &generator)
    let test = NoisyCurve.points(400, isRandom: true, using: &generator)
    let steps = run.scaled(20_000, least: 200)
    let degrees = Array(0...11)
    try run.show("degrees", 0)
    let fits = degrees.map { PolynomialFit(degree: $0, training, steps: steps) }
    let exponents = (-12...2).map { Double($0) / 2 }
    func path(_ penalty: (Double) -> PolynomialFit.Penalty) -> [PolynomialFit] {
      exponents.map {
        PolynomialFit(degree: 11, training, penalty: penalty(pow(10, $0)), steps: steps)
      }
    }
    try run.show("ridge", 0.4)
    let ridge = path { .ridge($0) }
    try run.show("LASSO", 0.7)
    let lasso = path { .lasso($0) }
    let study = PolynomialStudy(training: training, test: test)
    return [
      study.degrees(degrees, fits), study.penalties(exponents, ridge: ridge, lasso: lasso),
    ]
  }
}

/// Tables and charts of polynomials fitted to the same points.
private struct PolynomialStudy {
  let training: [(x: Double, y: Double)]
  let test: [(x: Double, y: Double)]

  private func curve(_ value: (Double) -> Double) -> [LineChart.Point] {
    (0...160).map { index in
      let x = -1 + Double(index) / 80
      return LineChart.Point(x, value(x))
    }
  }

  private func plane(
    _ title: String, _ subtitle: String, _ curves: [(name: String, fit: PolynomialFit)]
  ) -> LineChart {
    LineChart(
      title: title, subtitle: subtitle, x: Axis("x", domain: -1...1),
      y: Axis("y", domain: -1.8...1.8),
      series: [
        LineChart.Series(
          "points", style: .points, points: training.map { LineChart.Point($0.x, $0.y) }, color: 3),
        LineChart.Series("sin(pi x)", isPredicted: true, points: curve(NoisyCurve.value), color: 6),
      ]
        + curves.enumerated().map { index, entry in
          LineChart.Series(
            entry.name, style: .path, points: curve { entry.fit($0) },
            color: [0, 1, 2, 4][index % 4])
        })
  }

  func degrees(_ degrees: [Int], _ fits: [PolynomialFit]) -> Page.Section {
    let errors = fits.map { (training: $0.error(on: training), test: $0.error(on: test)) }
    let best = errors.indices.min { errors[$0].test < errors[$1].test } ?? 0
    let chart = LineChart(
      title: "Mean squared error by degree",
      subtitle:
        "Of the points learned from it falls for ever; of others it turns at degree \(best).",
      x: Axis("degree M"), y: Axis("mean squared error", scale: .log10),
      series: [
        LineChart.Series(
          "learned from",
          points: zip(degrees, errors).map { .init(Double($0), max($1.training, 1e-6)) }),
        LineChart.Series("others", points: zip(degrees, errors).map { .init(Double($0), $1.test) }),
      ],
      yReferences: [.init(at: NoisyCurve.noise * NoisyCurve.noise, label: "noise")])
    let table = DataTable(
      header: ["degree", "error, learned from", "error, others", "largest weight"],
      rows: zip(degrees, zip(fits, errors)).map { degree, entry in
        [
          .number(degree), .figure(Format.scientific(entry.1.training)),
          .figure(Format.scientific(entry.1.test)),
          .figure(Format.scientific(entry.0.weights.map(abs).max() ?? 0)),
        ]
      })
    return Page.Section(
      "By degree",
      [
        .list([
          "Degree \(best) meets other points best; degree \(degrees.last ?? 0) passes through all "
            + "\(training.count) points and is "
            + "\(Format.fixed(errors[errors.count - 1].test / errors[best].test, digits: 1)) times "
            + "as far from others."
        ]),
        .lines(
          plane(
            "Too stiff, right, too free", "Degrees 1, \(best) and \(degrees.last ?? 0).",
            [1, best, degrees.count - 1].map { ("degree \(degrees[$0])", fits[$0]) })),
        .lines(chart), .table(table),
      ])
  }

  func penalties(
    _ exponents: [Double], ridge: [PolynomialFit], lasso: [PolynomialFit]
  ) -> Page.Section {
    func best(_ fits: [PolynomialFit]) -> Int {
      let errors = fits.map { $0.error(on: test) }
      return errors.indices.min { errors[$0] < errors[$1] } ?? 0
    }
    func zeros(_ fit: PolynomialFit) -> Int { fit.weights.dropFirst().count { $0 == 0 } }
    let (bestRidge, bestLasso) = (best(ridge), best(lasso))
    let chart = LineChart(
      title: "Error on other points by lambda, degree 11",
      x: Axis("lambda", scale: .log10), y: Axis("mean squared error", scale: .log10),
      series: [("ridge", ridge), ("LASSO", lasso)].map { name, fits in
        LineChart.Series(
          name,
          points: zip(exponents, fits).map { LineChart.Point(pow(10, $0), $1.error(on: test)) })
      }, yReferences: [.init(at: NoisyCurve.noise * NoisyCurve.noise, label: "noise")])
    let table = DataTable(
      caption: "Degree 11, eleven weights beside the constant",
      header: [
        "lambda", "ridge: error", "zeros", "sum of squares", "LASSO: error", "zeros",
        "sum of magnitudes",
      ],
      rows: exponents.indices.map { index in
        [
          .figure(Format.scientific(pow(10, exponents[index]))),
          .figure(Format.scientific(ridge[index].error(on: test))), .number(zeros(ridge[index])),
          .figure(
            Format.scientific(ridge[index].weights.dropFirst().reduce(0) { $0 + $1 * $1 })),
          .figure(Format.scientific(lasso[index].error(on: test))), .number(zeros(lasso[index])),
          .figure(Format.scientific(lasso[index].weights.dropFirst().reduce(0) { $0 + abs($1) })),
        ]
      })
    return Page.Section(
      "By penalty",
      [
        .list([
          "Ridge with lambda = \(Format.scientific(pow(10, exponents[bestRidge]))) leaves no weight at "
            + "zero; LASSO with \(Format.scientific(pow(10, exponents[bestLasso]))) sets "
            + "\(zeros(lasso[bestLasso])) of 11 to exactly 0."
        ]),
        .lines(
          plane(
            "Degree 11, held back", "The best of each penalty.",
            [("ridge", ridge[bestRidge]), ("LASSO", lasso[bestLasso])])), .lines(chart),
        .table(table),
      ])
  }
}
