internal import SequenceModels
internal import TensorCore

/// Tasks of one kind, done in their order.
enum Lane {
  /// The affine input part of a layer's gates: after the recurrence of the layer below.
  case affine(Int)
  /// The steps of a layer: after their affine input part.
  case recurrence(Int)
  /// Back through the steps of a layer: after all losses, or the propagation of the layer above.
  case sweep(Int)
  /// The adjoint of a layer's input: after its sweep.
  case propagation(Int)
  /// Shares of a layer's weight gradients: after its whole sweep. Several may be done at a time.
  case weights(Int)
  /// The losses of some rows and the adjoint of the top layer's output: after its recurrence.
  /// Several at a time.
  case loss
  /// Shares of the readout's gradient: after the losses of the rows that the logits have room for.
  /// Several at a time.
  case readoutWeights

  static let perLayer = 5
  /// Lanes that belong to no layer.
  static let shared = 2

  func index(layers: Int) -> Int {
    switch self {
    case .affine(let layer): Self.perLayer * layer
    case .recurrence(let layer): Self.perLayer * layer + 1
    case .sweep(let layer): Self.perLayer * layer + 2
    case .propagation(let layer): Self.perLayer * layer + 3
    case .weights(let layer): Self.perLayer * layer + 4
    case .loss: Self.perLayer * layers
    case .readoutWeights: Self.perLayer * layers + 1
    }
  }
}

// How far every lane is: what has been taken and what is done, counted in steps from where the lane
// begins or in tasks.
extension SequencePipeline {
  func takenIndex(_ lane: Lane) -> Int { 2 * lane.index(layers: layerCount) }

  func doneIndex(_ lane: Lane) -> Int { 2 * lane.index(layers: layerCount) + 1 }

  /// The counter of what the whole segment waits for.
  var finishedIndex: Int { 2 * (layerCount * Lane.perLayer + Lane.shared) }

  func begunIndex(_ member: Int) -> Int { finishedIndex + 1 + member }

  func done(_ lane: Lane) -> Int { counters[doneIndex(lane)] }

  /// Takes the next steps of a lane of which one task is done at a time, as far as `limit`; nil:
  /// there are none now.
  func takeSteps(_ lane: Lane, limit: Int) -> Range<Int>? {
    let first = done(lane)
    guard first < limit, counters[takenIndex(lane)] == first else { return nil }
    let last = min(first + (first == 0 ? firstSteps : taskSteps), limit)
    let taken = counters.exchange(takenIndex(lane), expected: first, desired: last)
    return taken ? first..<last : nil
  }

  /// Takes the next task of a lane of which several are done at a time.
  func takeTask(_ lane: Lane, limit: Int) -> Int? {
    let next = counters[takenIndex(lane)]
    guard next < limit else { return nil }
    return counters.exchange(takenIndex(lane), expected: next, desired: next + 1) ? next : nil
  }

  /// What a segment waits for: the shares of all gradients, and the adjoint of its input if that is
  /// wanted.
  var finishedCount: Int {
    var count = readoutShares * lossRounds + (workspace.inputAdjoint == nil ? 0 : 1)
    for layer in workspace.model.stack.layers { count += layer.weightShareCount }
    return count
  }

  // The logits have room for a round of steps; a round's losses wait for the readout's gradient
  // from the one before.

  var readoutShares: Int {
    WeightShare.count(rows: workspace.model.configuration.readoutSize)
  }

  var lossRounds: Int { (segment.count + workspace.roundSteps - 1) / workspace.roundSteps }

  private var tasksPerRound: Int { (workspace.roundSteps + lossSteps - 1) / lossSteps }

  /// Tasks of the loss up to the end of round `round`.
  func lossTasks(through round: Int) -> Int {
    round * tasksPerRound + (steps(ofRound: round).count + lossSteps - 1) / lossSteps
  }

  var lossTaskCount: Int { lossTasks(through: lossRounds - 1) }

  func round(ofLossTask task: Int) -> Int { task / tasksPerRound }

  /// The steps of a round, from the segment's first on.
  func steps(ofRound round: Int) -> Range<Int> {
    let first = segment.lowerBound + round * workspace.roundSteps
    return first..<min(first + workspace.roundSteps, segment.upperBound)
  }

  /// The steps of a task of the loss.
  func steps(ofLossTask task: Int) -> Range<Int> {
    let round = steps(ofRound: round(ofLossTask: task))
    let first = round.lowerBound + task % tasksPerRound * lossSteps
    return first..<min(first + lossSteps, round.upperBound)
  }
}
