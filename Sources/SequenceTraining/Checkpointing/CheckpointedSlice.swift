internal import SequenceModels
internal import TensorCore

/// What one worker needs to carry out a schedule on its sequences, one segment at a time in its
/// workspace.
struct CheckpointedSlice<S: KernelScalar>: Sendable {
  let slice: BatchSlice<S>
  /// [units, L K B n]
  let arena: Storage<S>
  let backpropagation: SegmentBackpropagation<S>
  let plan: CheckpointPlan
  let layers: Int
  let components: Int

  /// Memory for the sequences `range`.
  init(
    _ model: PackedSequenceModel<S>, source: SequenceModel<S>, plan: CheckpointPlan,
    range: Range<Int>, batch: Int, masks: Bool
  ) {
    let workspace = SequenceWorkspace(
      model, steps: plan.segments.length, rows: range.count, trains: true, masks: masks)
    slice = BatchSlice(range: range, batch: batch, workspace: workspace)
    backpropagation = SegmentBackpropagation(workspace)
    arena = Storage(count: plan.schedule.unitCount * source.stateCount(rows: range.count))
    self.plan = plan
    layers = source.stack.layers.count
    components = source.stack.stateCount
  }

  /// What a pass is given.
  struct Pass {
    let batch: Batch
    /// [L, K, B, n] of all sequences: the initial state, later the final one.
    let state: Block<S>
    let start: Int
    let gradientScale: Double
    let labelSmoothing: Double
    let dropoutKey: UInt64?
  }

  /// The sum of the losses; the gradient is in the workspace.
  func run(_ pass: Pass) -> Double {
    let workspace = slice.workspace
    slice.loadState(pass.state, layers: layers, components: components, before: 0)
    backpropagation.begin()
    // The step of the workspace before which the present state stands.
    var position = 0
    var loss = 0.0
    for action in plan.schedule.actions {
      switch action {
      case .advance(let segments):
        for segment in segments { forward(segment, pass, &position) }
      case .record(let segment):
        forward(segment, pass, &position)
        if segment == plan.segments.count - 1 {
          slice.storeState(pass.state, layers: layers, components: components, before: position)
        }
      case .storeState(_, let unit):
        forEachPlane(at: unit, before: position) { stored, own in stored.copy(from: own) }
      case .storeTape(let segment, let unit):
        workspace.saveTape(0..<plan.segments.range(segment).count, to: memory(from: unit))
      case .restoreState(_, .state(let unit)):
        forEachPlane(at: unit, before: 0) { stored, own in own.copy(from: stored) }
        position = 0
      case .restoreState(let segment, .tape(let unit)):
        workspace.restoreState(
          before: 0, fromTapeOf: plan.segments.range(segment - 1).count, in: memory(from: unit))
        position = 0
      case .restoreTape(let segment, let unit):
        load(segment, pass)
        workspace.restoreTape(0..<plan.segments.range(segment).count, from: memory(from: unit))
      case .reverse(let segment):
        let steps = 0..<plan.segments.range(segment).count
        loss += workspace.loss(
          steps, gradientScale: pass.gradientScale, labelSmoothing: pass.labelSmoothing,
          dropped: pass.dropoutKey != nil)
        backpropagation.backward(steps, dropoutKey: pass.dropoutKey)
      }
    }
    backpropagation.finish()
    return loss
  }

  private func forward(_ segment: Int, _ pass: Pass, _ position: inout Int) {
    let workspace = slice.workspace
    if position > 0 {
      for layer in 0..<layers {
        workspace.state(layer: layer, before: 0)
          .copy(from: workspace.state(layer: layer, before: position))
      }
    }
    load(segment, pass)
    position = plan.segments.range(segment).count
    workspace.forward(0..<position, dropoutKey: pass.dropoutKey)
  }

  /// The segment's part of the batch, into the workspace's first steps.
  private func load(_ segment: Int, _ pass: Pass) {
    let steps = plan.segments.range(segment)
    slice.load(pass.batch, steps: steps)
    if pass.dropoutKey != nil {
      slice.loadDropoutKeys(at: 0, steps: steps.count, start: pass.start + steps.lowerBound)
    }
  }

  /// The arena from a unit on, one row.
  private func memory(from unit: Int) -> Block<S> {
    let size = arena.count / plan.schedule.unitCount
    return arena.row.columns(unit * size..<arena.count)
  }

  /// A stored state's planes [B, n] beside those of the workspace's state before step `step`.
  private func forEachPlane(
    at unit: Int, before step: Int, _ body: (_ stored: Block<S>, _ own: Block<S>) -> Void
  ) {
    let memory = memory(from: unit)
    var offset = 0
    for layer in 0..<layers {
      let state = slice.workspace.state(layer: layer, before: step)
      for component in 0..<components {
        let own = state[component]
        body(
          memory.columns(offset..<offset + own.count)
            .reshaped(rows: own.rows, columns: own.columns), own)
        offset += own.count
      }
    }
  }
}
