internal import SequenceModels
internal import TensorCore

/// What one worker needs to carry out a schedule on its sequences, one segment at a time in its
/// workspace.
struct CheckpointedSlice<S: KernelScalar>: Sendable {
  let slice: BatchSlice<S>
  /// [units, L K B n]
  let arena: Storage<S>
  let plan: CheckpointPlan

  /// Memory for checkpoints of a slice.
  init(_ slice: BatchSlice<S>, plan: CheckpointPlan) {
    self.slice = slice
    self.plan = plan
    let stack = slice.workspace.model.architecture
    arena = Storage(
      count: plan.schedule.unitCount * stack.totalStateSize * slice.range.count)
  }

  /// Goes through a batch from a state [L, K, B, n], which becomes the one after it; returns the
  /// sum of the losses. The gradient is in the workspace.
  func run(_ batch: Batch, _ state: Block<S>, _ pass: BackwardPass) -> Double {
    let workspace = slice.workspace
    slice.loadState(state, before: 0)
    // The step of the workspace before which the present state stands.
    var position = 0
    var loss = 0.0
    for action in plan.schedule.actions {
      switch action {
      case .advance(let segments):
        for segment in segments { forward(segment, batch, pass, &position) }
      case .record(let segment):
        forward(segment, batch, pass, &position)
        if segment == plan.segments.count - 1 {
          slice.storeState(state, before: position)
        }
      case .storeState(_, let unit):
        forEachPlane(at: unit, before: position) { stored, own in stored.copy(from: own) }
      case .storeTape(let segment, let unit):
        workspace.saveTape(0..<plan.segments.range(segment).count, to: memory(from: unit))
      case .restoreState(_, let unit):
        forEachPlane(at: unit, before: 0) { stored, own in own.copy(from: stored) }
        position = 0
      case .restoreTapeEnd(let segment, let unit):
        workspace.restoreState(
          before: 0, fromTapeOf: plan.segments.range(segment).count, in: memory(from: unit))
        position = 0
      case .restoreTape(let segment, let unit):
        load(segment, batch, pass)
        workspace.restoreTape(
          0..<plan.segments.range(segment).count, from: memory(from: unit),
          dropoutKey: pass.dropoutKey)
      case .reverse(let segment):
        loss += slice.goBack(
          through: 0..<plan.segments.range(segment).count,
          isLast: segment == plan.segments.count - 1, pass)
      }
    }
    workspace.finishGradient()
    return loss
  }

  private func forward(
    _ segment: Int, _ batch: Batch, _ pass: BackwardPass, _ position: inout Int
  ) {
    let workspace = slice.workspace
    if position > 0 {
      for layer in workspace.model.architecture.layers.indices {
        workspace.state(layer: layer, before: 0)
          .copy(from: workspace.state(layer: layer, before: position))
      }
    }
    load(segment, batch, pass)
    position = plan.segments.range(segment).count
    workspace.forward(0..<position, dropoutKey: pass.dropoutKey)
  }

  /// The segment's part of the batch, into the workspace's first steps.
  private func load(_ segment: Int, _ batch: Batch, _ pass: BackwardPass) {
    slice.load(batch, steps: plan.segments.range(segment), pass)
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
    for layer in slice.workspace.model.architecture.layers.indices {
      let state = slice.workspace.state(layer: layer, before: step)
      for component in 0..<state.count {
        let own = state[component]
        body(
          memory.columns(offset..<offset + own.count)
            .reshaped(rows: own.rows, columns: own.columns), own)
        offset += own.count
      }
    }
  }
}
