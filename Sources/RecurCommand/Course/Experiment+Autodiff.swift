import Charts
import Recur
import Terminal

extension Experiment {
  static let autodiff = Experiment(
    name: "autodiff", title: "Automatic differentiation of a small graph, number by number",
    summary: "the graph of one neuron and its error, with every value and adjoint",
    introduction: [
      "The error of one neuron is a graph of six primitives. Values go forward along it; adjoints, "
        + "the derivative of E by each value, come back by the pullback of each primitive. Beside "
        + "them stands the derivative by differences of seven points."
    ],
    equations: [
      "t1 = w x,  z = t1 + b,  y = s(z),  t2 = y - d,  t3 = t2^2,  E = t3 / 2",
      "dE/dt3 = 1/2          dE/dt2 = dE/dy = t2",
      "dE/dz = t2 y (1 - y)  dE/db = dE/dz,  dE/dw = x dE/dz,  dE/dx = w dE/dz",
    ]
  ) { _ in
    let neuron = NeuronError(w: 2, x: 0.5, b: -0.25, d: 1)
    return [
      Page.Section("Every value and its adjoint", [.table(neuron.table), .graph(neuron.graph)])
    ]
  }
}

/// E = (s(w x + b) - d)^2 / 2 as a graph.
private struct NeuronError {
  private let vertices: [(name: String, primitive: String, variable: Variable<Double>)]
  private let inputs: [Double]

  init(w: Double, x: Double, b: Double, d: Double) {
    inputs = [w, x, b, d]
    vertices = Self.graph(inputs)
  }

  private static func graph(
    _ inputs: [Double]
  ) -> [(name: String, primitive: String, variable: Variable<Double>)] {
    let names = ["w", "x", "b", "d"]
    let leaves = zip(names, inputs).map { name, value in
      Variable(Tensor<Double>(shape: [], values: [value])).named(name)
    }
    let t1 = (leaves[0] * leaves[1]).named("t1")
    let z = (t1 + leaves[2]).named("z")
    let y = z.sigmoid().named("y")
    let t2 = (y - leaves[3]).named("t2")
    let t3 = t2.squared().named("t3")
    let error = t3.halved().named("E")
    return zip(names, leaves).map { ($0, "given", $1) } + [
      ("t1", "w x", t1), ("z", "t1 + b", z), ("y", "s(z)", y), ("t2", "y - d", t2),
      ("t3", "t2^2", t3), ("E", "t3 / 2", error),
    ]
  }

  private var error: Variable<Double> { vertices[vertices.count - 1].variable }

  /// The graph with the value and the adjoint in every box.
  var graph: GraphChart {
    let adjoints = error.gradients(of: vertices.map(\.variable))
    let graph = error.graph
    return GraphChart(
      title: "The graph", subtitle: "Each value, and below it the adjoint that comes back to it.",
      vertices: graph.vertices.map { vertex in
        let index = vertices.firstIndex { $0.name == vertex.name }
        let words = index.map { index in
          "\(Format.fixed(vertices[index].variable.value.values[0], digits: 4)), adjoint "
            + Format.fixed(adjoints[index].values[0], digits: 4)
        }
        return GraphChart.Vertex(
          vertex.name ?? vertex.primitive ?? "", detail: words ?? "", inputs: vertex.inputs,
          color: vertex.inputs.isEmpty ? 0 : nil)
      })
  }

  /// Values, adjoints, and for the inputs the derivative by differences.
  var table: DataTable {
    let adjoints = error.gradients(of: vertices.map(\.variable))
    return DataTable(
      header: ["value", "computed as", "forward", "adjoint dE/d.", "by 7-point differences"],
      rows: vertices.indices.map { index in
        let difference: DataTable.Cell =
          index < inputs.count
          ? .figure(Format.fixed(self.difference(index), digits: 10)) : .missing
        return [
          .text(vertices[index].name), .text(vertices[index].primitive),
          .figure(Format.fixed(vertices[index].variable.value.values[0], digits: 10)),
          .figure(Format.fixed(adjoints[index].values[0], digits: 10)), difference,
        ]
      })
  }

  private func difference(_ index: Int) -> Double {
    DifferenceFormula.sevenPoint.derivative(step: 0.01) { distance in
      var moved = inputs
      moved[index] += distance
      let graph = Self.graph(moved)
      return [graph[graph.count - 1].variable.value.values[0]]
    }[0]
  }
}
