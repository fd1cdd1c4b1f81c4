import Charts
import Foundation
import Recur
import Terminal

extension Experiment {
  static let vanishing = Experiment(
    name: "vanishing", title: "Gradients that vanish, by lag and by depth",
    summary: "gradient norms by lag for RNN, LSTM, GRU; by depth for sigmoid, ReLU and others",
    introduction: [
      "The loss is that of the last step, or of the last layer. How much of its gradient reaches a "
        + "step a long way back, or the first layer, is measured in double precision, exactly, "
        + "before any training."
    ],
    equations: [
      "RNN     dh_t/dh_{t-1} = diag(1 - h_t^2) U      a product of T of these",
      "LSTM    dc_t/dc_{t-1} = diag(f_t) + ...        f near 1 if its bias is large",
      "GRU     dh_t/dh_{t-1} = diag(z_t) + ...",
      "layer   dL/du_l = (W_{l+1}' dL/du_{l+1}) . f'(u_l)",
      "        f' <= 1/4 for the sigmoid, 1 or 0 for ReLU",
    ]
  ) { run in
    try run.show("by lag", 0)
    let lag = LagStudy(run)
    try run.show("by depth", 0.6)
    return [lag.section, try DepthStudy(run).section]
  }
}

/// The gradient of the last step's loss with respect to the inputs of every step.
private struct LagStudy {
  private let steps = 100
  /// By name: the norm at each lag, relative to that at lag 0.
  private var curves: [(name: String, norms: [Double])] = []

  private static let (inputSize, hiddenSize, sequences) = (4, 48, 16)

  init(_ run: ExperimentRun) {
    let cells: [(String, any RecurrentCell, Initializer)] = [
      ("rnn", ElmanCell(), .lecun), ("rnn, orthogonal", ElmanCell(), .orthogonal),
      ("gru", GRUCell(), .orthogonal),
      ("lstm, forget bias 1", LSTMCell(forgetBias: 1), .orthogonal),
      ("lstm, forget bias 5", LSTMCell(forgetBias: 5), .orthogonal),
    ]
    for (name, cell, initializer) in cells {
      curves.append((name, norms(cell, initializer, run)))
    }
  }

  private func norms(
    _ cell: any RecurrentCell, _ recurrent: Initializer, _ run: ExperimentRun
  ) -> [Double] {
    var generator = run.generator(0)
    let model = SequenceModel<Double>(
      SequenceModelConfiguration(
        input: .vectors(Self.inputSize), outputSize: 3, cell: cell, layers: 1,
        hiddenSize: Self.hiddenSize), weights: .lecun, recurrent: recurrent, using: &generator)
    let rows = Self.sequences
    let workspace = SequenceWorkspace(
      PackedSequenceModel(model, trains: true), steps: steps, rows: rows, trains: true,
      keepsInputAdjoint: true)
    workspace.vectors.array = (0..<steps * rows * Self.inputSize).map { _ in generator.normal() }
    for index in 0..<steps * rows {
      let isLast = index / rows == steps - 1
      workspace.targets[index] = isLast ? Int32(generator.index(below: 3)) : -1
    }
    workspace.clearGradient()
    workspace.forward(0..<steps)
    _ = workspace.loss(0..<steps, gradientScale: 1)
    workspace.backward(0..<steps)
    guard let adjoint = workspace.inputAdjoint else { return [] }
    let norms = (0..<steps).map { step in
      adjoint.step(step, of: rows).array.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    let last = norms[steps - 1]
    return norms.reversed().map { $0 / last }
  }

  var section: Page.Section {
    let lags = [0, 1, 5, 10, 20, 50, 99]
    func half(_ norms: [Double]) -> Int? { norms.firstIndex { $0 < 0.01 } }
    let chart = LineChart(
      title: "What is left of the gradient after so many steps back",
      subtitle:
        "Norm of the gradient of the last step's loss with respect to an input, relative to "
        + "the last input's.",
      x: Axis("lag", unit: "steps"), y: Axis("norm", scale: .log10),
      series: curves.map { name, norms in
        LineChart.Series(
          name, points: norms.enumerated().map { .init(Double($0.offset), max($0.element, 1e-30)) })
      })
    let table = DataTable(
      caption: "Relative norm at some lags; the last column is the first lag with less than 1 %",
      header: ["cell"] + lags.map { "\($0)" } + ["below 1 %"],
      rows: curves.map { name, norms in
        [.text(name)] + lags.map { .figure(Format.scientific(norms[$0])) }
          + [half(norms).map { .number($0) } ?? .missing]
      })
    let words = curves.map { name, norms in
      half(norms).map { "\(name): below 1 % after \($0) steps." }
        ?? "\(name): above 1 % after \(steps - 1) steps."
    }
    return Page.Section("By lag", [.list(words), .lines(chart), .table(table)])
  }
}
