package import TensorCore

/// One recurrent layer: a cell, its sizes, and where its parameters lie.
///
/// Parameters, m inputs and n hidden units, rows = outputs:
///
///     NAME.input_weight       [gates that read the input x n, m]     W
///     NAME.recurrent_weight   [gates that read the state x n, n]     U
///     NAME.bias               [G n]                                  b, one block for every gate
///     NAME.peephole           [peepholes, n]                         rho, if the cell has any
package struct RecurrentLayer: Sendable {
  package let cell: any RecurrentCell
  /// m
  package let inputSize: Int
  /// n
  package let hiddenSize: Int
  package let inputWeight: ParameterBlock
  package let recurrentWeight: ParameterBlock
  package let bias: ParameterBlock
  package let peephole: ParameterBlock?

  package let structure: CellStructure
  package let inputSegments: [GateSegment]
  package let recurrentSegments: [GateSegment]
  package let modulatedSegments: [GateSegment]

  /// A layer whose parameters are appended to `layout` under `name`.
  package init(
    cell: any RecurrentCell, inputSize: Int, hiddenSize: Int, name: String,
    layout: inout ParameterLayout
  ) {
    precondition(inputSize > 0 && hiddenSize > 0, "layer of \(inputSize) to \(hiddenSize)")
    let structure = cell.structure
    self.cell = cell
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
    inputSegments = structure.inputSegments
    recurrentSegments = structure.recurrentSegments(.previous)
    modulatedSegments = structure.recurrentSegments(.modulated)
    precondition(
      modulatedSegments.isEmpty || cell is any ModulatedCell,
      "a cell with modulated gates conforms to ModulatedCell")
  }

  /// Rows of the weight that a segment multiplies.
  package func weightRows(_ segment: GateSegment) -> Range<Int> {
    segment.weightBlock * hiddenSize..<(segment.weightBlock + segment.count) * hiddenSize
  }

  /// Columns of the gates that a segment computes.
  package func gateColumns(_ segment: GateSegment) -> Range<Int> {
    segment.gate * hiddenSize..<(segment.gate + segment.count) * hiddenSize
  }

  /// Draws the layer's parameters: weights by the initialisers, block by block of n rows, biases as the cell
  /// states, peepholes 0.
  package func initialize<S>(
    _ parameters: Block<S>, input: Initializer, recurrent: Initializer,
    using generator: inout RandomGenerator
  ) {
    for (weight, initializer) in [(inputWeight, input), (recurrentWeight, recurrent)] {
      let matrix = weight.matrix(in: parameters)
      for first in stride(from: 0, to: matrix.rows, by: hiddenSize) {
        initializer.fill(matrix.rows(first..<first + hiddenSize), using: &generator)
      }
    }
    let biases = bias.matrix(in: parameters)
    for gate in 0..<structure.gateCount {
      biases.columns(gate * hiddenSize..<(gate + 1) * hiddenSize)
        .fill(S(cell.initialBias(gate: gate)))
    }
    peephole?.matrix(in: parameters).fill(0)
  }
}
