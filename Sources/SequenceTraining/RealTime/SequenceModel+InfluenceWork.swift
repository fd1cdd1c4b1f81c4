internal import SequenceModels

/// Floating-point operations of forward-mode gradients of one sequence, a multiply-add being two:
/// those of products and of scalings of whole matrices. What touches single columns or vectors is
/// left out, and the readout.
package struct InfluenceWork: Sendable, Equatable {
  /// Linearising a step: for every layer 2 K n (U's gates n + X's columns).
  package let linearization: Int
  /// M_t from M_{t-1}: for every layer k and every layer l it influences 2 P_k n (K n + K (K - 1)),
  /// and for l > k 2 P_k K n n more for what comes from below. The plain RNN: 2 n n P; the LSTM: 4
  /// n n P + 4 n P.
  package let advance: Int
  /// The gradient of a step's loss: 2 n P.
  package let gradient: Int
  /// Taking an adjoint back over a step: for every layer 2 K n n, and X's columns.
  package let pullback: Int
  /// What a step that an adjoint passed adds to the gradient: 2 (weights of the stack), without
  /// those of symbols.
  package let weightGradient: Int
  /// The adjoint of a block's first state times the influence: 2 N P.
  package let stateGradient: Int
  /// A bundle of N adjoints taken back over a step: for every layer 2 K n n N, above the first
  /// twice that.
  package let bundlePullback: Int
  /// The influence times the transition of a block: 2 N N P.
  package let transition: Int
  /// What a step of a block adds to the influence: 2 N for every weight, without those of symbols;
  /// of a ``ModulatedCell`` and of an embedding the bundle's way through C and X.
  package let blockStep: Int

  /// Operations of RTRL for a step with a loss.
  package var realTimeStep: Int { linearization + advance + gradient }

  /// Operations of blocked RTRL from one full block to the next, h steps with a gradient after
  /// every one; `isFirst`: the influence was zero before them.
  package func block(_ h: Int, isFirst: Bool, longestChunk: Int = 16) -> Int {
    let walks = isFirst || h <= longestChunk ? 1 : 2
    return h * (linearization + walks * bundlePullback + blockStep)
      + h * (h + 1) / 2 * (pullback + weightGradient)
      + (isFirst ? 0 : h * stateGradient + transition)
  }
}

extension SequenceModel {
  /// Elements of the influence on one sequence, N P with P the parameters of the stack and
  /// embedding, without padding: of L layers (L - k) K n P_k for every layer k.
  package var influenceCount: Int {
    influenceGroups.reduce(0) { $0 + Influence<S>.rows(stack, of: $1) * $1.columnCount }
  }

  private var influenceGroups: [InfluenceGroup] {
    InfluenceGroup.groups(
      stack, takesTokens: configuration.takesSymbols, embedding: embedding,
      readout: (readoutWeight, readoutBias))
  }

  /// The work of a model's influence.
  ///
  /// - Parameter symbolsSeen: symbols that have been seen, with input by symbols; nil: all.
  package func influenceWork(symbolsSeen: Int? = nil) -> InfluenceWork {
    let (n, k, layers) = (stack.hiddenSize, stack.stateCount, stack.layers.count)
    var (linearization, pullback, weights) = (0, 0, 0)
    var (bundlePullback, blockStep) = (0, 0)
    for (index, layer) in stack.layers.enumerated() {
      let (structure, m) = (layer.structure, layer.inputSize)
      let (v, inputColumns) = (layer.feedbackSize, index > 0 || embedding != nil ? m : 0)
      let jacobianColumns = inputColumns + v
      let direct = layer.recurrentRuns.reduce(0) { $0 + $1.count }
      let width = direct * n + structure.inputGateCount * jacobianColumns
      let modulated = structure.recurrentGateCount - direct
      linearization +=
        structure.isModulated
        ? 2 * n * ((k + 1) * width + k * modulated * n + k * n * (n + jacobianColumns))
        : 2 * k * n * width
      linearization += 2 * k * n * v * n
      pullback += 2 * k * n * (n + jacobianColumns + (structure.isModulated ? n : 0))
      let kept = (index == 0 ? jacobianColumns : 0) + (structure.isModulated ? n : 0)
      blockStep += 2 * k * n * kept * stack.totalStateSize
      bundlePullback += 2 * k * n * (n + (index > 0 ? m : 0)) * stack.totalStateSize
      weights += structure.recurrentGateCount * n * n + (structure.inputGateCount + 1) * n * v
      if index > 0 || !configuration.takesSymbols { weights += structure.inputGateCount * n * m }
    }
    var (advance, gradient, stateGradient, transition) = (0, 0, 0, 0)
    for group in influenceGroups {
      let slots = group.isBySymbol ? symbolsSeen ?? group.slotCount : 1
      let columns = slots * group.slotSize
      let influenced = layers - group.layer
      let states = influenced * k * n
      advance += 2 * columns * n * influenced * (k * n + k * (k - 1))
      advance += 2 * columns * (influenced - 1) * k * n * n
      gradient += 2 * columns * n * (layers - max(group.layer, stack.lowestOutputLayer))
      stateGradient += 2 * columns * states
      transition += 2 * columns * states * states
      for section in group.sections
      where [.input, .feedback, .state, .output].contains(section.factor) {
        blockStep += 2 * section.range.count * states
      }
    }
    return InfluenceWork(
      linearization: linearization, advance: advance, gradient: gradient, pullback: pullback,
      weightGradient: 2 * weights, stateGradient: stateGradient,
      bundlePullback: bundlePullback, transition: transition, blockStep: blockStep)
  }
}
