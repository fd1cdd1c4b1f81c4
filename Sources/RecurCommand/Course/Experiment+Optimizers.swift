import Charts
import Foundation
import Recur
import Terminal

extension Experiment {
  static let optimizers = Experiment(
    name: "optimizers", title: "Paths of optimisers over a valley, a plateau, a saddle and a cliff",
    summary: "each optimiser on four surfaces of two variables",
    introduction: [
      "Every optimiser starts at the same place of the same surface, with the exact gradient, and "
        + "takes the learning rate that serves it best among powers of the square root of ten. "
        + "What remains is the rule itself: gradient descent zig-zags across a narrow valley, "
        + "creeps over a plateau and hesitates at a saddle; momentum carries on; the adaptive rules "
        + "make every coordinate's step alike."
    ],
    equations: [
      "sgd        p -= a g", "momentum   v = mu v + g;  p -= a v",
      "nesterov   v = mu v + g;  p -= a (g + mu v)",
      "adagrad    s += g^2;  p -= a g / (sqrt(s) + e)",
      "rmsprop    s = r s + (1 - r) g^2;  p -= a g / (sqrt(s) + e)",
      "adadelta   d = sqrt(u + e) / sqrt(s + e) g;  u = r u + (1 - r) d^2;  p -= a d",
      "adam       m, v = unbiased means of g, g^2;  p -= a m / (sqrt(v) + e)",
    ]
  ) { run in
    let steps = run.scaled(150, least: 20)
    var sections: [Page.Section] = []
    for (index, surface) in Surface.all.enumerated() {
      try run.show(surface.name, Double(index) / Double(Surface.all.count))
      let descents = Descent.rules.map {
        Descent.best($0.rule, surface, steps: steps, name: $0.name)
      }
      sections.append(surface.section(descents))
    }
    return sections
  }
}

/// A function of two variables to go down on.
private struct Surface: Sendable {
  let name: String
  let words: String
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  let start: (x: Double, y: Double)
  /// The least value in the window.
  let least: Double
  let value: @Sendable (Double, Double) -> Double
  let gradient: @Sendable (Double, Double) -> (Double, Double)

  static let all = [
    Surface(
      name: "valley", words: "f = (x^2 + 40 y^2) / 2: forty times steeper across than along",
      x: -2.2...2.2, y: -1...1, start: (-2, 0.7), least: 0,
      value: { ($0 * $0 + 40 * $1 * $1) / 2 }, gradient: { ($0, 40 * $1) }),
    Surface(
      name: "plateau", words: "f = 1 - exp(-(x^2 + y^2) / 2): nearly level away from the middle",
      x: -3.5...1.5, y: -2...2, start: (-2.9, 0.9), least: 0,
      value: { 1 - exp(-($0 * $0 + $1 * $1) / 2) },
      gradient: { x, y in
        let factor = exp(-(x * x + y * y) / 2)
        return (x * factor, y * factor)
      }),
    Surface(
      name: "saddle", words: "f = x^2 / 2 - y^2 / 2 + y^4 / 4: downhill leads to the saddle first",
      x: -1.6...1.2, y: -1.6...1.6, start: (-1.4, 0.001), least: -0.25,
      value: { $0 * $0 / 2 - $1 * $1 / 2 + $1 * $1 * $1 * $1 / 4 },
      gradient: { ($0, -$1 + $1 * $1 * $1) }),
    Surface(
      name: "cliff", words: "f = x^2 / 20 + y^2 / 2 + 2 s(12 (x - 1)): a step of 2 into the way",
      x: -3...4, y: -2...2, start: (3.4, 1.5), least: 0,
      value: { x, y in x * x / 20 + y * y / 2 + 2 / (1 + exp(-12 * (x - 1))) },
      gradient: { x, y in
        let s = 1 / (1 + exp(-12 * (x - 1)))
        return (x / 10 + 24 * s * (1 - s), y)
      }),
  ]

  /// Chart and table of the descents on the surface.
  func section(_ descents: [Descent]) -> Page.Section {
    let nodes = 61
    func place(_ range: ClosedRange<Double>, _ index: Int) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double(index) / Double(nodes - 1)
    }
    let grid = (0..<nodes).map { row in
      (0..<nodes).map { column in value(place(x, column), place(y, row)) }
    }
    let greatest = grid.joined().max() ?? 1
    let levels = (1...12).map { level in
      least + (greatest - least) * pow(Double(level) / 13, 1.8)
    }
    let chart = LineChart(
      title: "The \(name)", subtitle: words + ".", x: Axis("x", domain: x), y: Axis("y", domain: y),
      series: descents.map { descent in
        LineChart.Series(
          descent.name, style: .path, points: descent.path.map { LineChart.Point($0.x, $0.y) })
      }, field: .contours(grid, levels: levels))
    let curves = LineChart(
      title: "Height above the least value, step by step",
      x: Axis("step"), y: Axis("f - least f", scale: .log10),
      series: descents.map { descent in
        LineChart.Series(
          descent.name,
          points: descent.values.enumerated().map {
            LineChart.Point(Double($0.offset), max($0.element - least, 1e-12))
          })
      })
    let table = DataTable(
      caption: words,
      header: ["optimiser", "best rate", "f at the end", "steps to 1 %", "turns of y"],
      rows: descents.map { descent in
        [
          .text(descent.name), .figure(Format.scientific(descent.rate)),
          .figure(Format.scientific(descent.values.last ?? .nan)),
          descent.steps(to: least + 0.01 * (descent.values[0] - least)).map { .number($0) }
            ?? .missing, .number(descent.turns),
        ]
      })
    return Page.Section("The \(name)", [.lines(chart), .lines(curves), .table(table)])
  }
}

/// The way of an optimiser down a surface.
private struct Descent {
  let name: String
  let rate: Double
  let path: [(x: Double, y: Double)]
  let values: [Double]

  static let rules: [(name: String, rule: Optimizer)] = [
    ("sgd", .sgd), ("momentum 0.9", .momentum(0.9)), ("nesterov 0.9", .nesterov(0.9)),
    ("adagrad", .adagrad(epsilon: 1e-8)), ("rmsprop", .rmsprop(decay: 0.9, epsilon: 1e-8)),
    ("adadelta", .adadelta(decay: 0.9, epsilon: 1e-6)),
    ("adam", .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)),
  ]

  init(_ rule: Optimizer, _ surface: Surface, rate: Double, steps: Int, name: String) {
    self.name = name
    self.rate = rate
    var point = Tensor<Double>(shape: [2], values: [surface.start.x, surface.start.y])
    var state = OptimizerState<Double>(for: rule, parameterCount: 2)
    var path = [surface.start]
    for _ in 0..<steps {
      let last = path[path.count - 1]
      let (x, y) = surface.gradient(last.x, last.y)
      state.advance(
        rule, &point, gradient: Tensor(shape: [2], values: [x, y]), learningRate: rate)
      path.append((point.values[0], point.values[1]))
    }
    self.path = path
    values = path.map { surface.value($0.x, $0.y) }
  }

  /// The descent whose mean height over the last half is least; one that leaves the window counts as
  /// infinitely high.
  static func best(
    _ rule: Optimizer, _ surface: Surface, steps: Int, name: String
  ) -> Descent {
    let descents = (-8...4).map { exponent in
      Descent(rule, surface, rate: pow(10, Double(exponent) / 2), steps: steps, name: name)
    }
    func height(_ descent: Descent) -> Double {
      let isInside = descent.path.allSatisfy {
        $0.x.isFinite && surface.x.contains($0.x) && surface.y.contains($0.y)
      }
      let half = descent.values.suffix(steps / 2)
      return isInside ? half.reduce(0, +) / Double(half.count) : .infinity
    }
    return descents.map { ($0, height($0)) }.min { $0.1 < $1.1 }?.0 ?? descents[0]
  }

  /// The first step at a height of at most `level`; nil: none.
  func steps(to level: Double) -> Int? { values.firstIndex { $0 <= level } }

  /// How often y changes its direction: the zig-zag.
  var turns: Int {
    let moves = zip(path.dropFirst(), path).map { $0.y - $1.y }.filter { abs($0) > 1e-6 }
    return zip(moves, moves.dropFirst()).count { ($0 > 0) != ($1 > 0) }
  }
}
