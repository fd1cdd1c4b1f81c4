internal import SequenceModels
internal import TensorCore

/// Columns of an influence that are kept together: parameters of layer `layer`, or the embedding
/// below layer 0. They influence that layer and those above it.
struct InfluenceGroup: Sendable {
  /// What a parameter is multiplied with in its gate's pre-activation.
  enum Factor: Sendable, Equatable {
    /// An element of x_t.
    case input
    /// An element of h_{t-1}, or of m_t in a modulated gate.
    case state
    /// 1: a bias, or the weight of a one-hot symbol.
    case one
    /// No pre-activation: a peephole, which the law sees.
    case peephole
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

  enum Columns: Sendable {
    /// Parameters from element `base` of the layout on, in its order.
    case parameters(base: Int, [Section])
    /// A slot of [input gates x n] columns for each symbol seen: its column of the input weight.
    case symbols(Section)
    /// A slot of e columns for each symbol seen: its row of the embedding.
    case embedding(base: Int, size: Int)
  }

  let layer: Int
  let columns: Columns
  let columnCount: Int

  /// Columns of a slot; nil if there are none.
  var slotSize: Int? {
    switch columns {
    case .parameters: nil
    case .symbols(let section): section.range.count
    case .embedding(_, let size): size
    }
  }

  /// The groups of a model, layer by layer; those of symbols follow the first layer's parameters.
  ///
  /// - Parameter feedback: the readout's weight and bias, if its output is fed back.
  static func groups(
    _ stack: RecurrentStack, takesTokens: Bool, embedding: ParameterBlock?,
    feedback: (weight: ParameterBlock, bias: ParameterBlock)? = nil
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
            layer: 0, columns: .symbols(section),
            columnCount: layer.inputSize * section.range.count))
      } else if let block = embedding {
        result.append(
          InfluenceGroup(
            layer: 0, columns: .embedding(base: block.offset, size: block.shape[1]),
            columnCount: block.count))
      }
    }
    if let feedback {
      let (weight, symbols) = (feedback.weight, feedback.bias.count)
      let sections = [
        Section(
          factor: .output, gates: [0], first: 0, length: stack.hiddenSize, units: symbols),
        Section(factor: .outputBias, gates: [0], first: weight.count, length: 1, units: symbols),
      ]
      result.append(
        InfluenceGroup(
          layer: 0, columns: .parameters(base: weight.offset, sections),
          columnCount: weight.count + symbols))
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
    return InfluenceGroup(
      layer: index,
      columns: .parameters(
        base: (withInput ? layer.inputWeight : layer.recurrentWeight).offset, sections),
      columnCount: sections.last?.range.upperBound ?? 0)
  }
}

/// Columns of one row of a section.
struct InfluenceRun {
  let factor: InfluenceGroup.Factor
  /// The gate; of a peephole its number.
  let gate: Int
  let unit: Int
  /// The first element of the vector that the columns multiply.
  let element: Int
  let columns: Range<Int>
}

extension InfluenceGroup.Section {
  /// The runs that make up the columns of `range` that belong to the section.
  func forEachRun(in range: Range<Int>, _ body: (InfluenceRun) -> Void) {
    let own = range.clamped(to: self.range)
    var column = own.lowerBound
    while column < own.upperBound {
      let (row, element) = (column - first).quotientAndRemainder(dividingBy: length)
      let end = min(own.upperBound, column + length - element)
      body(
        InfluenceRun(
          factor: factor, gate: gates[row / units], unit: row % units, element: element,
          columns: column..<end))
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
