internal import TensorCore

/// Layers one above the other, all of one cell and one size.
///
///     output_l = h_l of x_l, or h_l + x_l with residual connections (l > 0: equal sizes)
///     x_{l+1}  = dropout(output_l): a mask for every step, above the top layer too
///
/// The output of the top layer may be a summary of its h (``SummarizingCell``, which then is the
/// cell of every layer, so that all states are alike).
package struct RecurrentStack: Sendable {
  package let layers: [RecurrentLayer]
  /// Whether each layer above the first adds its input to its output (He et al. 2016; Wu et al.
  /// 2016).
  package let residual: Bool
  /// Whether the readout reads every layer's output after dropout, not only that of the top one.
  package let isReadAtEveryLayer: Bool
  /// The rate of dropout after every layer (Zaremba et al. 2014: not on the recurrent path).
  package let dropout: Double
  /// What the output of the top layer is of its h.
  package let summary: SequenceModelConfiguration.Summary

  /// A stack whose parameters are appended to `layout` as `layers.0`, `layers.1`, ...
  ///
  /// - Parameter outputSize: V of the readout above, which one layer of a cell may read.
  package init(
    cell: any RecurrentCell, layers count: Int, inputSize: Int, hiddenSize: Int, outputSize: Int,
    summary: SequenceModelConfiguration.Summary = .last, residual: Bool = false,
    isReadAtEveryLayer: Bool = false, dropout: Double = 0, layout: inout ParameterLayout
  ) {
    precondition(count > 0, "a stack of \(count) layers")
    precondition(dropout >= 0 && dropout < 1, "dropout \(dropout)")
    precondition(
      summary == .last || !residual && !cell.structure.readsOutput,
      "the \(summary) of outputs with residual connections or output feedback")
    func summarized(_ cell: some RecurrentCell) -> any RecurrentCell {
      SummarizingCell(cell, summary: summary)
    }
    let cell = summary == .last ? cell : summarized(cell)
    var layers: [RecurrentLayer] = []
    for index in 0..<count {
      layers.append(
        RecurrentLayer(
          cell: cell, inputSize: index == 0 ? inputSize : hiddenSize, hiddenSize: hiddenSize,
          outputSize: outputSize, name: "layers.\(index)", layout: &layout))
    }
    self.layers = layers
    self.summary = summary
    self.residual = residual
    self.isReadAtEveryLayer = isReadAtEveryLayer
    self.dropout = dropout
  }

  /// n
  package var hiddenSize: Int { layers[0].hiddenSize }

  /// V of a stack whose layer reads the output, else 0.
  package var feedbackSize: Int { layers[0].feedbackSize }

  /// K
  package var stateCount: Int { layers[0].structure.stateCount }

  /// K n: elements of the state of one layer and one sequence.
  package var stateSize: Int { stateCount * hiddenSize }

  /// L K n: elements of the state of all layers of one sequence.
  package var totalStateSize: Int { layers.count * stateSize }

  /// The component of a layer's state that is its output: 0, h, or the summary.
  package func outputComponent(_ layer: Int) -> Int {
    summary != .last && layer == layers.count - 1 ? stateCount - 2 : 0
  }

  /// The lowest layer whose h is a part of the stack's output.
  package var lowestOutputLayer: Int { residual ? 0 : layers.count - 1 }

  /// The layers whose h is a part of the input of layer `index`.
  package func layersBelow(_ index: Int) -> Range<Int> {
    index == 0 ? 0..<0 : (residual ? 0 : index - 1)..<index
  }

  /// The shape of a state of `batch` sequences: [L, K, batch, n].
  package func stateShape(batch: Int) -> [Int] { [layers.count, stateCount, batch, hiddenSize] }
}
