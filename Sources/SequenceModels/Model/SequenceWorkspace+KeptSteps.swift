internal import TensorCore

extension SequenceWorkspace {
  /// Whether all that later windows read of earlier steps can be saved: not the vectors that an
  /// embedding gave then.
  package var canSaveKeptSteps: Bool { model.embedding == nil }

  /// Elements that ``saveTape(_:to:)`` takes for `steps` steps.
  package func savedTapeCount(_ steps: Int) -> Int {
    let n = model.architecture.hiddenSize
    return tape.layers.indices.reduce(0) { sum, index in
      let own = tape.layers[index]
      let extra = [
        own.modulated != nil, tape.stack.residual && index > 0, tape.stack.dropout > 0,
      ].count { $0 }
      return sum + (steps + 1) * rows * own.states.count * n + steps * rows * own.gates.columns
        + steps * rows * (own.auxiliary.count + extra) * n
    }
  }
}
