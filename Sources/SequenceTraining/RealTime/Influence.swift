package import SequenceModels
package import TensorCore

/// The influence of the parameters on the states of some sequences, M_t = ds_t / dtheta: what
/// real-time recurrent learning carries from step to step.
///
/// For layer k one matrix [(L - k) K n, P_k] of each sequence: its parameters influence the layers
/// from k on. The columns of an input by symbol, one-hot or embedded, are given out as symbols are
/// seen: those of the others are zero, and nothing is done with them. The readout's parameters
/// influence no state unless the cell reads the output.
///
/// Memory in elements for each sequence: (L - k) K n P_k for every layer k, P_k rounded up to whole
/// panels; the embedding counts with the first layer. With one-hot input P_0 is made of two parts
/// that are both rounded.
package final class Influence<S: KernelScalar>: @unchecked Sendable {
  // Threads work on different panels.
  let model: PackedSequenceModel<S>
  let groups: [InfluenceGroup]
  /// By sequence, then group.
  let matrices: [[PanelMatrix<S>]]
  let stack: RecurrentStack
  /// 1, as the vector that a bias multiplies.
  let one: Storage<S>
  /// How often the influence on each sequence's state was made smaller, to stay in range
  /// [sequences].
  var rescalings: [Int]
  /// The slot of every symbol, -1 for those not seen.
  private var slots: [Int32]
  /// The symbols of the slots.
  private(set) var symbols: [Int] = []

  /// Zeros for `sequences` sequences.
  package init(_ model: PackedSequenceModel<S>, sequences: Int) {
    self.model = model
    stack = model.architecture
    let stack = model.architecture
    let groups = InfluenceGroup.groups(
      stack, takesTokens: model.configuration.takesSymbols, embedding: model.embedding?.block,
      readout: (model.readout.weight.block, model.readout.bias.block))
    self.groups = groups
    matrices = (0..<sequences).map { _ in
      groups.map {
        PanelMatrix(rows: Self.rows(stack, of: $0), columns: $0.columnCount)
      }
    }
    rescalings = Array(repeating: 0, count: sequences)
    one = Storage(count: 1)
    one.row.fill(1)
    slots = Array(repeating: -1, count: model.configuration.inputSymbols)
  }

  static func rows(_ stack: RecurrentStack, of group: InfluenceGroup) -> Int {
    (stack.layers.count - group.layer) * stack.stateCount * stack.hiddenSize
  }

  /// Bytes, as the memory meter counts them.
  package var bytes: Int {
    matrices.joined().reduce(one.bytes) { $0.addingClamped($1.bytes) }
  }

  /// Number of sequences.
  package var sequences: Int { matrices.count }

  /// Symbols that have been given columns.
  package var symbolsSeen: Int { symbols.count }

  /// Gives a symbol its columns; a negative one needs none.
  package func admit(_ token: Int) {
    guard token >= 0, !slots.isEmpty, slots[token] < 0 else { return }
    slots[token] = Int32(symbols.count)
    symbols.append(token)
  }

  /// The slots of a group that a step with a token has an influence through at once: the token's,
  /// or the only one.
  func slots(_ group: InfluenceGroup, of token: Int) -> Range<Int> {
    guard group.isBySymbol else { return 0..<1 }
    guard token >= 0, slots[token] >= 0 else { return 0..<0 }
    return Int(slots[token])..<Int(slots[token]) + 1
  }

  /// The slots in use of a group.
  func slots(_ group: InfluenceGroup) -> Range<Int> {
    0..<(group.isBySymbol ? symbols.count : 1)
  }

  /// Columns in use of a group.
  func columnCount(_ group: InfluenceGroup) -> Int { slots(group).count * group.slotSize }

  /// Sets the influence on a sequence's state to zero.
  @specialized(where S == Float)
  package func clear(_ sequence: Int) {
    rescalings[sequence] = 0
    for (index, matrix) in matrices[sequence].enumerated() {
      let used = (columnCount(groups[index]) + matrix.width - 1) / matrix.width
      for panel in 0..<used { matrix.clear(panel: panel) }
    }
  }

  /// Sets all influences to zero and forgets the symbols seen.
  package func clearAll() {
    for sequence in matrices.indices { clear(sequence) }
    for symbol in symbols { slots[symbol] = -1 }
    symbols.removeAll()
  }
}

/// Some neighbouring columns of an influence, the same of every sequence: a piece of work.
package struct InfluencePanel: Sendable {
  let group: Int
  let index: Int
  /// Columns of the group that are in use.
  let columns: Range<Int>
}

extension Influence {
  /// Calls `body` for the panels in use that are worker `worker`'s among `workers`.
  package func forEachPanel(
    worker: Int, of workers: Int, _ body: (InfluencePanel) -> Void
  ) {
    for index in groups.indices {
      forEachPanel(ofGroup: index, worker: worker, of: workers, body)
    }
  }

  /// The same for the panels of one group.
  func forEachPanel(
    ofGroup index: Int, worker: Int, of workers: Int, _ body: (InfluencePanel) -> Void
  ) {
    let (used, width) = (columnCount(groups[index]), PanelMatrix<S>.panelWidth)
    let count = (used + width - 1) / width
    for panel in count * worker / workers..<count * (worker + 1) / workers {
      let columns = panel * width..<min((panel + 1) * width, used)
      body(InfluencePanel(group: index, index: panel, columns: columns))
    }
  }

  /// Calls `body` for those of the slots that a panel has columns of, with the columns within the
  /// slot and the column of the panel at which the slot begins.
  func forEachSlot(
    in panel: InfluencePanel, _ slots: Range<Int>,
    _ body: (_ slot: Int, _ columns: Range<Int>, _ origin: Int) -> Void
  ) {
    let (columns, size) = (panel.columns, groups[panel.group].slotSize)
    guard !columns.isEmpty else { return }
    let own = columns.lowerBound / size..<(columns.upperBound - 1) / size + 1
    for slot in slots.clamped(to: own) {
      let first = slot * size
      let found = columns.clamped(to: first..<first + size)
      body(slot, found.lowerBound - first..<found.upperBound - first, first - columns.lowerBound)
    }
  }

  /// Calls `body` for the runs of a panel's columns that belong to the slots.
  func forEachRun(
    in panel: InfluencePanel, _ slots: Range<Int>, _ body: (InfluenceRun) -> Void
  ) {
    forEachSlot(in: panel, slots) { _, columns, origin in
      for section in groups[panel.group].sections {
        section.forEachRun(in: columns, origin: origin, body)
      }
    }
  }

  /// The panel of a sequence [(L - k) K n, panel width].
  func block(_ panel: InfluencePanel, _ sequence: Int) -> Block<S> {
    matrices[sequence][panel.group].panel(panel.index)
  }
}
