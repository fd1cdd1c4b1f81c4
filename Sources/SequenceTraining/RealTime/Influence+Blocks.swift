internal import SequenceModels
internal import TensorCore

extension Influence {
  /// M = Phi M of one panel, in place; `transition` is Phi of all layers' states [L K n, L K n].
  @specialized(where S == Float)
  func multiply(
    _ panel: InfluencePanel, sequence: Int, by transition: Block<S>, _ scratch: InfluenceScratch<S>
  ) {
    let first = groups[panel.group].layer * stack.stateSize
    let block = block(panel, sequence)
    let old = scratch.old(block.rows)
    old.copy(from: block)
    let own = first..<transition.rows
    block.product(transition.rows(own).columns(own), panel: old, accumulating: false)
    scratch.operations += 2 * panel.columns.count * own.count * own.count
  }

  /// M += sum_s Phi_s I_s over the steps of `range`, whose rows `refresh` keeps.
  @specialized(where S == Float)
  func add(
    _ panel: InfluencePanel, sequence: Int, _ steps: LinearizedSteps<S>, _ range: Range<Int>,
    _ refresh: InfluenceRefresh<S>, _ scratch: InfluenceScratch<S>
  ) {
    let group = groups[panel.group]
    let first = group.layer * stack.stateSize
    let states = first..<stack.totalStateSize
    let block = block(panel, sequence)
    let layer = steps.layers[group.layer]
    func rows(_ run: InfluenceRun) -> Block<S> {
      if run.factor == .output || run.factor == .outputBias {
        return refresh.feedbackRows(unit: run.unit).rows(0..<range.count).columns(states)
      }
      let vector = run.factor == .peephole ? layer.structure.gateCount + run.gate : run.gate
      return refresh.rows(group.layer, vector: vector, unit: run.unit)
        .rows(0..<range.count).columns(states)
    }
    switch group.columns {
    case .parameters(_, let sections):
      for section in sections {
        section.forEachRun(in: panel.columns) { run in
          let target = block.columns(run.columns.shifted(by: -panel.columns.lowerBound))
          let left = rows(run)
          if let right = layer.multiplied(by: run, range) {
            target.addProductTransposed(left, right, scratch: scratch.product.row)
            scratch.operations += 2 * range.count * states.count * run.columns.count
          } else {
            for index in 0..<range.count { target.addTranspose(left.rows(index..<index + 1)) }
          }
        }
      }
    case .symbols(let section):
      for (index, step) in range.enumerated() {
        guard let slot = slot(of: steps.token(step), section.range.count) else { continue }
        let own = panel.columns.clamped(to: slot)
        section.forEachRun(in: own.shifted(by: -slot.lowerBound)) { run in
          let columns = run.columns.shifted(by: slot.lowerBound - panel.columns.lowerBound)
          block.columns(columns).addTranspose(rows(run).rows(index..<index + 1))
        }
      }
    case .embedding(_, let size):
      for (index, step) in range.enumerated() {
        guard let slot = slot(of: steps.token(step), size),
          let rows = refresh.embeddingRows(index)
        else { continue }
        let own = panel.columns.clamped(to: slot)
        guard !own.isEmpty else { continue }
        block.columns(own.shifted(by: -panel.columns.lowerBound))
          .addTranspose(rows.rows(own.shifted(by: -slot.lowerBound)).columns(states))
      }
    }
  }
}
