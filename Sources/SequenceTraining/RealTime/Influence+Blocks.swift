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
    let states = group.layer * stack.stateSize..<stack.totalStateSize
    let block = block(panel, sequence)
    let layer = steps.layers[group.layer]
    // Steps with different tokens add to different slots.
    let length = group.isBySymbol ? 1 : max(range.count, 1)
    for first in stride(from: range.lowerBound, to: range.upperBound, by: length) {
      let part = first..<first + length
      let kept = first - range.lowerBound..<first - range.lowerBound + length
      forEachRun(in: panel, slots(group, of: steps.token(first))) { run in
        guard let left = refresh.rows(group.layer, run, kept)?.columns(states) else { return }
        let target = block.columns(run.columns)
        if let right = layer.multiplied(by: run, part) {
          target.addProductTransposed(left, right, scratch: scratch.product.row)
          scratch.operations += 2 * part.count * states.count * run.columns.count
        } else if run.factor == .embedding {
          target.addTranspose(left)
        } else {
          for index in kept.indices { target.addTranspose(left.row(index - kept.lowerBound)) }
        }
      }
    }
  }
}
