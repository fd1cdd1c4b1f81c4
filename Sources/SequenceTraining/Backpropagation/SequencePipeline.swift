internal import SequenceModels
internal import TensorCore

/// Passes through a workspace of one sequence by several threads: while one thread is at some steps
/// of a layer, another is at earlier ones of the layer above, and going back the other way round.
///
/// The work is cut into tasks of some steps of one layer, which begin when what they read is there
/// (``Lane``). Any thread may do any of them, and each has layers of its own, whose weights its
/// caches hold; a thread without a core holds up at most the task that it is at. Loss, gradient and
/// state have the bits of one thread's, for no sum is split: rows of a product do not depend on
/// each other, and every element of a weight gradient is added by one thread in the order of the
/// steps.
///
/// Memory in elements beside the workspace: the adjoint [L, n] between two segments; for each
/// thread ``SequenceWorkspace/gradientScratchCount``, which the caller brings.
final class SequencePipeline<S: KernelScalar>: @unchecked Sendable {
  // What is not a counter is changed only while no thread works.
  let workspace: SequenceWorkspace<S>
  /// Threads that have layers of their own.
  let members: Int
  let counters: SharedCounters
  let boundaryStorage: Storage<S>
  let layerCount: Int
  /// Whose each layer's weight gradients are: of the thread that will use the most of them,
  /// parameters being shared out in their order.
  let gradientHomes: [Int]
  /// Steps of a task at most: the rows that a product takes at once.
  let taskSteps = 6
  /// Steps of a lane's first task, for which others wait.
  let firstSteps = 2
  /// Steps of a task of the loss.
  let lossSteps: Int
  /// T
  var steps = 0
  var pass = BackwardPass()
  var segment = 0..<0
  /// Whether the segment is the last one of its sequence, with which a gradient begins.
  var isLast = true
  /// The sum of the losses of the segment. One task at a time adds to it.
  var segmentLoss = 0.0

  /// Memory beside `workspace`, which trains one sequence, for `members` threads.
  init(_ workspace: SequenceWorkspace<S>, members: Int) {
    precondition(
      members > 0 && workspace.rows == 1, "\(members) threads for \(workspace.rows) sequences")
    let model = workspace.model
    let (n, v) = (model.configuration.hiddenSize, model.configuration.readoutSize)
    self.workspace = workspace
    self.members = members
    layerCount = model.stack.layers.count
    gradientHomes = model.stack.layers.map {
      $0.layer.owner(among: members, parameterCount: model.layout.count)
    }
    counters = SharedCounters(count: 2 * (layerCount * Lane.perLayer + Lane.shared) + 1 + members)
    boundaryStorage = Storage(count: layerCount * n)
    // A readout that the second cache does not hold is read as seldom as can be.
    lossSteps = n * v <= 1 << 16 ? taskSteps : (workspace.roundSteps + members - 1) / members
  }

  /// Begins a pass through steps 0 ..< `steps` of the workspace, whose input, targets and state
  /// before step 0 are set, and sets the gradient to zero. The next segment is the last one.
  func begin(steps: Int, _ pass: BackwardPass) {
    self.steps = steps
    self.pass = pass
    segment = steps..<steps
    for index in 0..<counters.count { counters[index] = 0 }
    // The tasks that add the other gradients begin with zeros.
    let model = workspace.model
    for layer in model.stack.layers {
      layer.layer.peephole?.matrix(in: workspace.gradient).fill(0)
    }
    if let embedding = model.embedding, embedding.block != model.readout.weight.block {
      embedding.part(of: workspace.gradient).fill(0)
    }
  }

  /// Prepares the segment to go back through next, `range`, before the threads work: the one before
  /// the last such.
  func prepare(_ range: Range<Int>) {
    precondition(
      range.upperBound == segment.lowerBound, "segment \(range) before segment \(segment)")
    isLast = range.upperBound == steps
    segment = range
    segmentLoss = 0
    for layer in 0..<layerCount {
      for lane in [Lane.sweep(layer), .propagation(layer), .weights(layer)] { reset(lane) }
      let own = workspace.tape.layers[layer]
      own.outputAdjoint.rows(range.lowerBound..<range.lowerBound + 1).fill(0)
      if isLast { own.carriedAdjoint.fill(0) }
    }
    reset(.loss)
    reset(.readoutWeights)
    counters[finishedIndex] = 0
    for member in 0..<members { counters[begunIndex(member)] = 0 }
  }

  /// Completes a segment's gradient after the threads have worked; returns the sum of its losses in
  /// nats.
  func finish() -> Double {
    workspace.embedAdjoint(segment, dropoutKey: pass.dropoutKey)
    return segmentLoss
  }

  private func reset(_ lane: Lane) {
    counters[takenIndex(lane)] = 0
    counters[doneIndex(lane)] = 0
  }
}
