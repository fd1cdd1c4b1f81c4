internal import SequenceModels
internal import TensorCore

// A tape saved after a forward pass: for every layer, one after the other, the planes that a
// backward pass reads, without those that it writes.
extension SequenceWorkspace {
  /// Elements that ``saveTape(_:to:)`` takes for `steps` steps.
  func savedTapeCount(_ steps: Int) -> Int {
    let n = model.architecture.hiddenSize
    return tape.layers.indices.reduce(0) { sum, index in
      let own = tape.layers[index]
      let extra = [
        own.modulated != nil, tape.stack.residual && index > 0, tape.stack.dropout > 0,
      ].count { $0 }
      return sum + (steps + 1) * rows * own.states.count * n + steps * rows * own.gates.columns
        + steps * rows * ((own.auxiliary.count + extra) * n + own.layer.feedbackSize)
    }
  }

  /// Copies what a backward pass through the steps of `range` reads into `memory`, one row of
  /// ``savedTapeCount(_:)`` elements at least.
  func saveTape(_ range: Range<Int>, to memory: Block<S>) {
    var offset = 0
    for layer in tape.layers.indices {
      forEachSavedBlock(layer, range) { block in
        Self.part(memory, &offset, like: block).copy(from: block)
      }
    }
  }

  /// Makes the steps of `range` those that were saved, after the caller has set tokens, targets,
  /// masks and dropout keys.
  ///
  /// - Parameter dropoutKey: what masks of the input are made from; nil: vectors as they are set.
  func restoreTape(_ range: Range<Int>, from memory: Block<S>, dropoutKey: UInt64?) {
    embed(range, dropoutKey: dropoutKey)
    var offset = 0
    for layer in tape.layers.indices {
      forEachSavedBlock(layer, range) { block in
        block.copy(from: Self.part(memory, &offset, like: block))
      }
    }
  }

  /// Makes the state before step `step` the one after the `steps` steps saved in `memory`.
  func restoreState(before step: Int, fromTapeOf steps: Int, in memory: Block<S>) {
    var offset = 0
    for layer in tape.layers.indices {
      let target = tape.layers[layer].state(before: step)
      var plane = 0
      forEachSavedBlock(layer, 0..<steps) { block in
        let saved = Self.part(memory, &offset, like: block)
        // The states are saved first.
        if plane < target.count {
          target[plane].copy(from: saved.rows(steps * rows..<(steps + 1) * rows))
        }
        plane += 1
      }
    }
  }

  private func forEachSavedBlock(
    _ layer: Int, _ range: Range<Int>, _ body: (Block<S>) -> Void
  ) {
    let (own, span) = (tape.layers[layer], tape.span(range))
    for plane in 0..<own.states.count {
      body(own.states[plane].rows(span.lowerBound..<span.upperBound + rows))
    }
    body(own.gates.rows(span))
    for plane in 0..<own.auxiliary.count { body(own.auxiliary[plane].rows(span)) }
    if let modulated = own.modulated { body(modulated.rows(span)) }
    if let feedback = own.feedback { body(feedback.rows(span)) }
    if tape.stack.residual && layer > 0 { body(tape.output(layer, range)) }
    if tape.stack.dropout > 0 { body(tape.dropped(layer, range)) }
  }

  private static func part(
    _ memory: Block<S>, _ offset: inout Int, like block: Block<S>
  ) -> Block<S> {
    defer { offset += block.count }
    return memory.columns(offset..<offset + block.count)
      .reshaped(rows: block.rows, columns: block.columns)
  }
}
