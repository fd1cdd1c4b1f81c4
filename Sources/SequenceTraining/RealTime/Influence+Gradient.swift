internal import SequenceModels
package import TensorCore

extension Influence {
  /// gradient += (dL/dy_t) dy_t/dtheta of a panel's parameters, y_t the output of the stack and
  /// `adjoint` dL/dy_t [1, n].
  ///
  /// The gradient is one row in the order of the layout.
  @specialized(where S == Float)
  package func addGradient(
    _ panel: InfluencePanel, sequence: Int, outputAdjoint adjoint: Block<S>,
    to gradient: Block<S>, _ scratch: InfluenceScratch<S>
  ) {
    let first = groups[panel.group].layer
    let (n, size, top) = (stack.hiddenSize, stack.stateSize, stack.layers.count - 1)
    let block = block(panel, sequence)
    add(panel, of: groups[panel.group], sequence, to: gradient, scratch) { target in
      for layer in max(first, stack.lowestOutputLayer)...top {
        let row = (layer - first) * size + stack.outputComponent(layer) * n
        target.product(adjoint, panel: block.rows(row..<row + n), accumulating: true)
        scratch.operations += 2 * panel.columns.count * n
      }
    }
  }

  /// gradient += adjoint . M of the parameters whose panels are worker `worker`'s among `workers`,
  /// `adjoint` that of the state of all layers [1, L K n].
  ///
  /// The panels of a group are gone through here, so that threads do not count references to the
  /// same objects at every panel.
  @specialized(where S == Float)
  package func addGradient(
    worker: Int, of workers: Int, sequence: Int, stateAdjoint adjoint: Block<S>,
    to gradient: Block<S>, _ scratch: InfluenceScratch<S>
  ) {
    let size = stack.stateSize
    for (index, group) in groups.enumerated() {
      let matrix = matrices[sequence][index]
      let adjoint = adjoint.columns(group.layer * size..<adjoint.columns)
      forEachPanel(ofGroup: index, worker: worker, of: workers) { panel in
        add(panel, of: group, sequence, to: gradient, scratch) { target in
          target.product(adjoint, panel: matrix.panel(panel.index), accumulating: true)
        }
        scratch.operations += 2 * panel.columns.count * matrix.rows
      }
    }
  }

  /// Lets `body` add to the panel's elements of the gradient.
  private func add(
    _ panel: InfluencePanel, of group: InfluenceGroup, _ sequence: Int, to gradient: Block<S>,
    _ scratch: InfluenceScratch<S>, _ body: (Block<S>) -> Void
  ) {
    let isInRange = rescalings[sequence] == 0
    var own: Block<S>?
    if case .parameters(let base) = group.place {
      own = gradient.columns(base + panel.columns.lowerBound..<base + panel.columns.upperBound)
    }
    if isInRange, let own { return body(own) }
    let row = scratch.row.columns(0..<panel.columns.count)
    row.fill(0)
    body(row)
    if !isInRange { restoreRange(row, sequence) }
    if let own { return own.add(row) }
    forEachSlot(in: panel, slots(group)) { slot, columns, origin in
      let found = row.columns(origin + columns.lowerBound..<origin + columns.upperBound)
      let symbol = symbols[slot]
      switch group.place {
      case .parameters: break
      case .inputColumn:
        stack.layers[0].inputWeight.matrix(in: gradient).rows(columns)
          .columns(symbol..<symbol + 1).addTranspose(found)
      case .embeddingRow(let base):
        let first = base + symbol * group.slotSize
        gradient.columns(first + columns.lowerBound..<first + columns.upperBound).add(found)
      }
    }
  }
}
