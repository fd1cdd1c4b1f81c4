package import SequenceModels
internal import TensorCore

/// Which units' states a parameter can have reached after some steps, from the zeros of the
/// recurrent weights: the mask of SnAp-k (Menick et al. 2020).
///
///     reach_1(j) = j, and what a gate of unit j reaches within its step
///     reach_{k+1} = reach_k and all that D takes it to
///
/// D takes unit j to unit i where a recurrent weight from j to i is not zero, or through m_t of a
/// ``ModulatedCell``. The states of the layers above are kept whole.
package struct InfluencePattern: Sendable {
  /// By layer, then unit j: whether unit i is not reached.
  private let hidden: [[[Bool]]]
  /// The same for a gate whose first step reaches further, of a ``ModulatedCell``.
  private let hiddenOfModulating: [[[Bool]]]

  /// The pattern of order `order` of a model's weights.
  package init<S>(_ model: SequenceModel<S>, order: Int) {
    precondition(order > 0, "influence of order \(order)")
    var (hidden, ofModulating): ([[[Bool]]], [[[Bool]]]) = ([], [])
    for layer in model.stack.layers {
      let n = layer.hiddenSize
      let weight = model.parameters.withBlock { layer.recurrentWeight.matrix(in: $0).array }
      func edges(_ segments: [GateRun]) -> [[Bool]] {
        var result = Self.none(n)
        for row in segments.flatMap({ layer.weightRows($0) }) {
          for unit in 0..<n where weight[row * n + unit] != 0 { result[row % n][unit] = true }
        }
        return result
      }
      let (direct, modulated) = (edges(layer.recurrentRuns), edges(layer.modulatedRuns))
      var steps = Self.union(Self.union(direct, modulated), Self.identity(n))
      steps = Self.union(steps, Self.composed(modulated, direct))
      func reach(_ start: [[Bool]]) -> [[Bool]] {
        var found = start
        for _ in 1..<order { found = Self.union(found, Self.composed(steps, found)) }
        return (0..<n).map { unit in (0..<n).map { !found[$0][unit] } }
      }
      hidden.append(reach(Self.identity(n)))
      ofModulating.append(reach(Self.union(Self.identity(n), modulated)))
    }
    (self.hidden, hiddenOfModulating) = (hidden, ofModulating)
  }

  /// Whether nothing is masked: the influence is then exact.
  package var isWhole: Bool { hidden.allSatisfy { $0.allSatisfy { !$0.contains(true) } } }

  /// Whether a parameter of unit `unit` of layer `layer` is taken not to reach each unit of that
  /// layer.
  func hidden(layer: Int, unit: Int, modulates: Bool) -> [Bool] {
    (modulates ? hiddenOfModulating : hidden)[layer][unit]
  }

  private static func none(_ n: Int) -> [[Bool]] {
    Array(repeating: Array(repeating: false, count: n), count: n)
  }

  private static func identity(_ n: Int) -> [[Bool]] {
    (0..<n).map { row in (0..<n).map { $0 == row } }
  }

  private static func union(_ x: [[Bool]], _ y: [[Bool]]) -> [[Bool]] {
    zip(x, y).map { zip($0, $1).map { $0 || $1 } }
  }

  /// Row i, column j: whether `first` takes j to some unit that `second` takes to i.
  private static func composed(_ second: [[Bool]], _ first: [[Bool]]) -> [[Bool]] {
    second.map { row in
      row.indices.map { column in
        row.indices.contains { row[$0] && first[$0][column] }
      }
    }
  }
}

extension Influence {
  /// Sets to zero what a pattern hides of one panel.
  @specialized(where S == Float)
  package func mask(_ panel: InfluencePanel, sequence: Int, _ pattern: InfluencePattern) {
    let group = groups[panel.group]
    let block = block(panel, sequence)
    let (n, structure) = (stack.hiddenSize, stack.layers[group.layer].structure)
    forEachRun(in: panel, slots(group)) { run in
      // An embedding reaches every unit at once.
      guard run.factor != .embedding else { return }
      let modulates =
        structure.isModulated
        && (run.factor == .peephole || structure.gates[run.gate].stateInput != .modulated)
      let hidden = pattern.hidden(layer: group.layer, unit: run.unit, modulates: modulates)
      for unit in 0..<n where hidden[unit] {
        for component in 0..<stack.stateCount {
          block.part(component, of: n).row(unit).columns(run.columns).fill(0)
        }
      }
    }
  }
}
