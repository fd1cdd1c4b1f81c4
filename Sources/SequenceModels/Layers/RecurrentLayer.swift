package import TensorCore

/// One recurrent layer: a cell, its sizes, and where its parameters lie.
///
/// Parameters, m inputs and n hidden units, rows = outputs:
///
///     NAME.input_weight       [gates that read the input x n, m]     W
///     NAME.recurrent_weight   [gates that read the state x n, n]     U
///     NAME.bias               [G n]                                  b, one block for every gate
///     NAME.peephole           [peepholes, n]                         rho, if the cell has any
///     NAME.feedback_weight    [gates that read the input x n, V]     F, if it reads the output
package struct RecurrentLayer: Sendable {
  /// The cell; of one that is written as equations what was recorded of them.
  package let cell: any RecurrentCell
  /// m
  package let inputSize: Int
  /// n
  package let hiddenSize: Int
  package let inputWeight: ParameterBlock
  package let recurrentWeight: ParameterBlock
  package let bias: ParameterBlock
  package let peephole: ParameterBlock?
  package let feedbackWeight: ParameterBlock?

  package let structure: CellStructure
  /// The gates that read the input.
  package let inputRuns: [GateRun]
  /// The gates that read h_{t-1}.
  package let recurrentRuns: [GateRun]
  /// The gates that read m_t of a ``ModulatedCell``.
  package let modulatedRuns: [GateRun]

  /// A layer whose parameters are appended to `layout` under `name`.
  ///
  /// - Parameter outputSize: V of the readout above it, for a cell that reads the output.
  package init(
    cell: any RecurrentCell, inputSize: Int, hiddenSize: Int, outputSize: Int? = nil, name: String,
    layout: inout ParameterLayout
  ) {
    precondition(inputSize > 0 && hiddenSize > 0, "layer of \(inputSize) to \(hiddenSize)")
    let structure = cell.structure
    precondition(
      !structure.readsOutput || outputSize != nil, "output feedback to a layer below no readout")
    self.cell = (cell as? any CellEquations).map { RecordedCell($0) } ?? cell
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.structure = structure
    inputWeight = layout.append(
      "\(name).input_weight", [structure.inputGateCount * hiddenSize, inputSize], .inputWeight)
    recurrentWeight = layout.append(
      "\(name).recurrent_weight", [structure.recurrentGateCount * hiddenSize, hiddenSize],
      .recurrentWeight)
    bias = layout.append("\(name).bias", [structure.gateCount * hiddenSize], .bias)
    peephole =
      structure.peepholes.isEmpty
      ? nil
      : layout.append("\(name).peephole", [structure.peepholes.count, hiddenSize], .peephole)
    feedbackWeight =
      structure.readsOutput
      ? layout.append(
        "\(name).feedback_weight", [structure.inputGateCount * hiddenSize, outputSize ?? 0],
        .inputWeight) : nil
    inputRuns = structure.inputRuns
    recurrentRuns = structure.recurrentRuns(.previous)
    modulatedRuns = structure.recurrentRuns(.modulated)
    precondition(
      modulatedRuns.isEmpty || cell is any ModulatedCell,
      "a cell with modulated gates conforms to ModulatedCell")
  }

  /// V of a layer that reads the output, else 0.
  package var feedbackSize: Int { feedbackWeight?.shape[1] ?? 0 }

  /// Rows of the weight that compute a run of gates.
  package func weightRows(_ run: GateRun) -> Range<Int> {
    run.weightBlock * hiddenSize..<(run.weightBlock + run.count) * hiddenSize
  }

  /// Columns of the gates [rows, G n] that a run of them takes.
  package func gateColumns(_ run: GateRun) -> Range<Int> {
    run.gate * hiddenSize..<(run.gate + run.count) * hiddenSize
  }

  /// The thread that holds most of the layer's parameters, when `threads` of them share out all
  /// `parameterCount` parameters of a model in their order.
  package func owner(among threads: Int, parameterCount: Int) -> Int {
    let last = (feedbackWeight ?? peephole ?? bias).range.upperBound
    return (inputWeight.offset + last) / 2 * threads / parameterCount
  }

  /// Draws the layer's parameters: weights by the initialisers, gate by gate, biases as the cell
  /// states them, peepholes 0.
  package func initialize<S>(
    _ parameters: Block<S>, input: Initializer, recurrent: Initializer,
    using generator: inout RandomGenerator
  ) {
    for (weight, initializer) in [
      (inputWeight, input), (recurrentWeight, recurrent), (feedbackWeight, input),
    ] {
      guard let weight else { continue }
      let matrix = weight.matrix(in: parameters)
      for gate in 0..<matrix.rows / hiddenSize {
        initializer.fill(matrix.part(gate, of: hiddenSize), using: &generator)
      }
    }
    let biases = bias.matrix(in: parameters)
    for gate in 0..<structure.gateCount {
      biases.gate(gate, of: hiddenSize).fill(S(cell.initialBias(gate: gate)))
    }
    peephole?.matrix(in: parameters).fill(0)
  }
}
