internal import SequenceModels
internal import TensorCore

/// Columns of an influence that are kept together: parameters of layer `layer`, or the embedding
/// below layer 0. They influence that layer and those above it.
///
/// A slot holds the columns that come and go together: all of them, or those of one symbol.
struct InfluenceGroup: Sendable {
  /// What a parameter is multiplied with in its gate's pre-activation.
  enum Factor: Sendable, Equatable {
    /// An element of x_t.
    case input
    /// An element of y_{t-1}, of output feedback.
    case feedback
    /// An element of h_{t-1}, or of m_t in a modulated gate.
    case state
    /// 1: a bias, or the weight of a one-hot symbol.
    case one
    /// No pre-activation: a peephole, which the law sees.
    case peephole
    /// No pre-activation: an element of x_t itself, of an embedding.
    case embedding
    /// An element of h_{t-1}, in the output that is fed back; the units are then symbols.
    case output
    /// 1, in the output that is fed back.
    case outputBias
  }

  /// Columns row by row of one parameter block: row (b, j) of `length` columns acts on unit j of
  /// gate gates[b].
  struct Section: Sendable {
    let factor: Factor
    /// The gates of the rows' blocks; of peepholes their numbers.
    let gates: [Int]
    let first: Int
    let length: Int
    let units: Int

    var range: Range<Int> { first..<first + gates.count * units * length }
  }

  /// Which parameters the columns of a slot stand for.
  enum Place: Sendable {
    /// Those from element `first` of the layout on, in its order.
    case parameters(from: Int)
    /// The symbol's column of the input weight.
    case inputColumn
    /// The symbol's row of the embedding, which begins at element `first` of the layout.
    case embeddingRow(from: Int)
  }

  let layer: Int
  let place: Place
  /// What a slot consists of.
  let sections: [Section]
  /// The most slots: 1, or one for every symbol.
  let slotCount: Int

  /// Columns of a slot.
  var slotSize: Int { sections.last?.range.upperBound ?? 0 }

  /// Columns of all slots.
  var columnCount: Int { slotCount * slotSize }

  /// Whether each symbol has a slot of its own.
  var isBySymbol: Bool {
    if case .parameters = place { return false }
    return true
  }

  /// The groups of a model, layer by layer; those of symbols follow the first layer's parameters.
  ///
  /// - Parameter readout: the readout's weight and bias, which output feedback makes act on the
  ///   state.
  static func groups(
    _ stack: RecurrentStack, takesTokens: Bool, embedding: ParameterBlock?,
    readout: (weight: ParameterBlock, bias: ParameterBlock)
  ) -> [InfluenceGroup] {
    var result: [InfluenceGroup] = []
    for (index, layer) in stack.layers.enumerated() {
      let hasSlots = index == 0 && takesTokens
      result.append(parameters(of: layer, index, withInput: !hasSlots))
      guard index == 0 else { continue }
      if hasSlots {
        let section = Section(
          factor: .one, gates: layer.gates { $0.readsInput }, first: 0, length: 1,
          units: layer.hiddenSize)
        result.append(
          InfluenceGroup(
            layer: 0, place: .inputColumn, sections: [section], slotCount: layer.inputSize))
      } else if let block = embedding {
        let section = Section(
          factor: .embedding, gates: [0], first: 0, length: block.shape[1], units: 1)
        result.append(
          InfluenceGroup(
            layer: 0, place: .embeddingRow(from: block.offset), sections: [section],
            slotCount: block.shape[0]))
      }
    }
    if stack.feedbackSize > 0 {
      let (weight, symbols) = (readout.weight, readout.bias.count)
      let sections = [
        Section(
          factor: .output, gates: [0], first: 0, length: stack.hiddenSize, units: symbols),
        Section(factor: .outputBias, gates: [0], first: weight.count, length: 1, units: symbols),
      ]
      result.append(
        InfluenceGroup(
          layer: 0, place: .parameters(from: weight.offset), sections: sections, slotCount: 1))
    }
    return result
  }

  private static func parameters(
    of layer: RecurrentLayer, _ index: Int, withInput: Bool
  ) -> InfluenceGroup {
    var sections: [Section] = []
    func append(_ factor: Factor, _ gates: [Int], length: Int) {
      sections.append(
        Section(
          factor: factor, gates: gates, first: sections.last?.range.upperBound ?? 0,
          length: length, units: layer.hiddenSize))
    }
    if withInput { append(.input, layer.gates { $0.readsInput }, length: layer.inputSize) }
    append(.state, layer.gates { $0.stateInput != .none }, length: layer.hiddenSize)
    append(.one, Array(0..<layer.structure.gateCount), length: 1)
    append(.peephole, Array(0..<layer.structure.peepholes.count), length: 1)
    if layer.structure.readsOutput {
      append(.feedback, layer.gates { $0.readsInput }, length: layer.feedbackSize)
    }
    let first = withInput ? layer.inputWeight : layer.recurrentWeight
    return InfluenceGroup(
      layer: index, place: .parameters(from: first.offset), sections: sections, slotCount: 1)
  }
}

/// Neighbouring columns of a panel that belong to one row of a section.
struct InfluenceRun {
  let factor: InfluenceGroup.Factor
  /// The gate; of a peephole its number.
  let gate: Int
  let unit: Int
  /// The elements of the vector that the columns multiply.
  let elements: Range<Int>
  /// The columns within the panel.
  let columns: Range<Int>
}

extension InfluenceGroup.Section {
  /// Calls `body` for the runs of the columns `range` of a slot; column 0 of the slot lies at
  /// column `origin` of the panel.
  func forEachRun(in range: Range<Int>, origin: Int, _ body: (InfluenceRun) -> Void) {
    let own = range.clamped(to: self.range)
    var column = own.lowerBound
    while column < own.upperBound {
      let (row, element) = (column - first).quotientAndRemainder(dividingBy: length)
      let end = min(own.upperBound, column + length - element)
      body(
        InfluenceRun(
          factor: factor, gate: gates[row / units], unit: row % units,
          elements: element..<element + end - column, columns: origin + column..<origin + end))
      column = end
    }
  }
}

extension RecurrentLayer {
  /// Numbers of the gates that satisfy a condition.
  fileprivate func gates(where condition: (Gate) -> Bool) -> [Int] {
    structure.gates.indices.filter { condition(structure.gates[$0]) }
  }
}
