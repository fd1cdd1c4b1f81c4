package import TensorCore

/// What one layer keeps of T steps of B sequences, from forward to backward.
///
/// Memory in elements, n hidden units, G gates, K states, A auxiliary planes:
///
///     gates            T B G n       pre-activations, then activations, then their adjoints
///     states           (T + 1) B K n
///     auxiliary        T B A n
///     modulated        T B n         only for a ``ModulatedCell``
///     feedback         T B V         only with output feedback, and its adjoint if trained
///     output adjoint   (T + 1) B n   only if trained, and below too
///     summary adjoint  T B n         only if trained, of a layer whose output is a summary
///     carried adjoint  B (K - 1) n
///     gate adjoints    T B G n       only if the activations must outlive the backward pass
package final class LayerTape<S: KernelScalar>: Sendable {
  package let layer: RecurrentLayer
  /// T: the most steps it holds.
  package let steps: Int
  /// B: sequences side by side.
  package let rows: Int
  /// The component of the state that is the layer's output: 0, h, or a summary of it.
  private let outputComponent: Int
  // Sizes of the windows, read at every step: n, G n, K and A.
  private let units: Int
  private let gateColumns: Int
  private let stateCount: Int
  private let auxiliaryPlanes: Int
  private let gateStorage: Storage<S>
  private let stateStorage: Storage<S>
  private let auxiliaryStorage: Storage<S>
  private let modulatedStorage: Storage<S>?
  private let feedbackStorage: Storage<S>?
  private let adjointStorage: Storage<S>?
  private let summaryAdjointStorage: Storage<S>?
  private let carriedStorage: Storage<S>?
  private let modulatedAdjointStorage: Storage<S>?
  private let gateAdjointStorage: Storage<S>?
  private let feedbackAdjointStorage: Storage<S>?

  init(
    _ layer: RecurrentLayer, outputComponent: Int = 0, steps: Int, rows: Int, trains: Bool,
    keepsActivations: Bool
  ) {
    let structure = layer.structure
    let n = layer.hiddenSize
    self.layer = layer
    self.steps = steps
    self.rows = rows
    self.outputComponent = outputComponent
    units = n
    gateColumns = structure.gateCount * n
    stateCount = structure.stateCount
    auxiliaryPlanes = structure.auxiliaryPlanes
    gateStorage = Storage(count: steps * rows * structure.gateCount * n)
    stateStorage = Storage(count: (steps + 1) * rows * structure.stateCount * n)
    auxiliaryStorage = Storage(count: steps * rows * structure.auxiliaryPlanes * n)
    let isModulated = !layer.modulatedRuns.isEmpty
    modulatedStorage = isModulated ? Storage(count: steps * rows * n) : nil
    modulatedAdjointStorage = isModulated && trains ? Storage(count: rows * n) : nil
    let feedbackCount = steps * rows * layer.feedbackSize
    feedbackStorage = feedbackCount > 0 ? Storage(count: feedbackCount) : nil
    feedbackAdjointStorage = feedbackCount > 0 && trains ? Storage(count: feedbackCount) : nil
    adjointStorage = trains ? Storage(count: (steps + 1) * rows * n) : nil
    summaryAdjointStorage =
      trains && outputComponent > 0 ? Storage(count: steps * rows * n) : nil
    carriedStorage = trains ? Storage(count: (structure.stateCount - 1) * rows * n) : nil
    gateAdjointStorage =
      trains && keepsActivations ? Storage(count: steps * rows * structure.gateCount * n) : nil
  }

  /// [T B, G n]
  package var gates: Block<S> {
    gateStorage.block(rows: steps * rows, columns: gateColumns)
  }

  /// [T B, G n]: the gates' own memory unless the activations are kept.
  package var gateAdjoints: Block<S> {
    (gateAdjointStorage ?? gateStorage)
      .block(rows: steps * rows, columns: gateColumns)
  }

  /// K planes [(T + 1) B, n]: part t is the state before step t.
  package var states: Planes<S> {
    stateStorage.planes(
      stateCount, rows: (steps + 1) * rows, columns: units)
  }

  /// A planes [T B, n].
  package var auxiliary: Planes<S> {
    auxiliaryStorage.planes(
      auxiliaryPlanes, rows: steps * rows, columns: units)
  }

  /// [T B, n]
  package var modulated: Block<S>? {
    modulatedStorage?.block(rows: steps * rows, columns: units)
  }

  /// y_{t-1}, which a layer with output feedback reads at step t [T B, V].
  package var feedback: Block<S>? {
    feedbackStorage?.block(rows: steps * rows, columns: layer.feedbackSize)
  }

  /// The adjoint of the logits of ``feedback`` [T B, V].
  package var feedbackAdjoint: Block<S>? {
    feedbackAdjointStorage?.block(rows: steps * rows, columns: layer.feedbackSize)
  }

  /// [(T + 1) B, n]: the adjoint of h, the initial state's first.
  package var outputAdjoint: Block<S> {
    guard let adjointStorage else { preconditionFailure("a tape made without a backward pass") }
    return adjointStorage.block(rows: (steps + 1) * rows, columns: units)
  }

  /// Where the adjoint of the layer's output at the steps of `range` is received [steps B, n]: that
  /// of h, unless the output is a summary.
  package func receivedAdjoint(_ range: Range<Int>) -> Block<S> {
    guard let storage = summaryAdjointStorage else {
      return outputAdjoint.steps(range.lowerBound + 1..<range.upperBound + 1, of: rows)
    }
    return storage.block(rows: steps * rows, columns: units).steps(range, of: rows)
  }

  /// Sets the adjoint of h after the steps of `range` to zero, if what was received is another's.
  func clearUnreceivedAdjoint(_ range: Range<Int>) {
    guard summaryAdjointStorage != nil else { return }
    outputAdjoint.steps(range.lowerBound + 1..<range.upperBound + 1, of: rows).fill(0)
  }

  /// Adds what was received at step `step` to the adjoint of the summary, which is carried.
  func carryReceivedAdjoint(_ step: Int) {
    guard summaryAdjointStorage != nil else { return }
    carriedAdjoint[outputComponent - 1].add(receivedAdjoint(step..<step + 1))
  }

  /// K - 1 planes [B, n].
  package var carriedAdjoint: Planes<S> {
    guard let carriedStorage else { preconditionFailure("a tape made without a backward pass") }
    return carriedStorage.planes(
      stateCount - 1, rows: rows, columns: units)
  }

  /// [B, n]
  package var modulatedAdjoint: Block<S>? {
    modulatedAdjointStorage?.block(rows: rows, columns: units)
  }

  /// The outputs of the steps in `range` [steps B, n]: h, or a summary of it.
  package func outputs(_ range: Range<Int>) -> Block<S> {
    states[outputComponent].steps(range.lowerBound + 1..<range.upperBound + 1, of: rows)
  }

  /// The state before step `step`, K planes [B, n].
  package func state(before step: Int) -> Planes<S> { states.step(step, of: rows) }

  /// Moves the last `kept` of `used` steps to the front: step 0 is then what was step used - kept.
  func keepLast(_ kept: Int, of used: Int) {
    let drop = used - kept
    guard drop > 0 else { return }
    func move(_ block: Block<S>, _ count: Int) {
      block.steps(0..<count, of: rows).copy(from: block.steps(drop..<drop + count, of: rows))
    }
    move(gates, kept)
    for plane in 0..<states.count { move(states[plane], kept + 1) }
    for plane in 0..<auxiliary.count { move(auxiliary[plane], kept) }
    if let modulated { move(modulated, kept) }
    if let feedback { move(feedback, kept) }
  }
}
