package import TensorCore

/// A layer's weights as the kernels read them: packed once per update, used at every step.
///
/// Memory: ``Weight`` of U and W; with input by symbol a ``SymbolTable`` in place of W.
package final class PackedLayer<S: KernelScalar>: Sendable {
  package let layer: RecurrentLayer
  /// W
  package let input: InputWeight<S>
  /// The rows of U of the gates that read h_{t-1}.
  package let recurrent: GateWeight<S>
  /// The rows of U of the gates that read m_t of a ``ModulatedCell``.
  package let modulated: GateWeight<S>
  /// [1, G n]
  package let bias: ParameterValues<S>
  /// [peepholes, n]
  package let peephole: ParameterValues<S>?
  /// F and the readout, if the cell reads the output.
  package let feedback: OutputFeedback<S>?

  /// Memory for the layer beside that of W, `input`; `trains`: for a backward pass too.
  ///
  /// - Parameter readout: the model's, for a cell that reads the output.
  init(
    _ layer: RecurrentLayer, input: InputWeight<S>, readout: Readout<S>? = nil, trains: Bool,
    precision: ProductPrecision
  ) {
    func gates(_ block: ParameterBlock, _ runs: [GateRun]) -> GateWeight<S> {
      GateWeight(block, runs, of: layer, trains: trains, precision: precision)
    }
    self.layer = layer
    self.input = input
    recurrent = gates(layer.recurrentWeight, layer.recurrentRuns)
    modulated = gates(layer.recurrentWeight, layer.modulatedRuns)
    bias = ParameterValues(layer.bias)
    peephole = layer.peephole.map { ParameterValues($0) }
    feedback = layer.feedbackWeight.map { weight in
      guard let readout else { preconditionFailure("output feedback without a readout") }
      return OutputFeedback(weight: gates(weight, layer.inputRuns), readout: readout)
    }
  }

  /// The layer with memory of its own for recurrent weights of which some are dropped in training.
  init(droppingWeightsOf source: PackedLayer, precision: ProductPrecision) {
    func gates(_ runs: [GateRun]) -> GateWeight<S> {
      GateWeight(
        source.layer.recurrentWeight, runs, of: source.layer, trains: true, precision: precision)
    }
    layer = source.layer
    input = source.input
    recurrent = gates(source.layer.recurrentRuns)
    modulated = gates(source.layer.modulatedRuns)
    bias = source.bias
    peephole = source.peephole
    feedback = source.feedback
  }

  /// The layer with another weight of its input.
  init(_ source: PackedLayer, input: InputWeight<S>) {
    layer = source.layer
    self.input = input
    recurrent = source.recurrent
    modulated = source.modulated
    bias = source.bias
    peephole = source.peephole
    feedback = source.feedback
  }

  /// The independent pieces of work that pack the layer; any thread may do any of them. After all
  /// of them follows ``finishPacking(_:)``.
  func packingTasks() -> [PackingTask<S>] {
    let values: PackingTask<S> = { [self] parameters in
      bias.copy(from: parameters)
      peephole?.copy(from: parameters)
      if let table = input.table, table.isOneHot {
        table.fill(bias: bias.row, parameters: parameters)
      }
    }
    return recurrent.packingTasks() + modulated.packingTasks() + input.packingTasks()
      + (feedback?.weight.packingTasks() ?? []) + [values]
  }

  /// Computes what is made of packed weights: a table of embedded symbols.
  func finishPacking(_ parameters: Block<S>) {
    guard let table = input.table, !table.isOneHot else { return }
    table.fill(bias: bias.row, parameters: parameters)
  }
}
