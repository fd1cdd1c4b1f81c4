package import TensorCore

/// A weight of a recurrent layer [some gates x n, inputs]: a product for every run of neighbouring
/// gates that it multiplies for.
///
/// Gates [R, G n] lie side by side in the order of the cell, also those that the weight has no rows
/// for.
package struct GateWeight<S: KernelScalar>: Sendable {
  /// The product for one run of gates.
  package struct Part: Sendable {
    package let run: GateRun
    /// Columns of the gates that the product computes.
    package let columns: Range<Int>
    package let weight: Weight<S>
  }

  package let parts: [Part]

  /// Memory for the rows of `block` that belong to `runs` of the gates of `layer`.
  init(
    _ block: ParameterBlock, _ runs: [GateRun], of layer: RecurrentLayer, trains: Bool,
    precision: ProductPrecision
  ) {
    parts = runs.map {
      Part(
        run: $0, columns: layer.gateColumns($0),
        weight: Weight(block, rows: layer.weightRows($0), trains: trains, precision: precision))
    }
  }

  /// The independent pieces of work that pack the weight; any thread may do any of them. `place`:
  /// see ``Weight/packingTasks(from:)``.
  func packingTasks(from place: ParameterBlock? = nil) -> [PackingTask<S>] {
    parts.flatMap { $0.weight.packingTasks(from: place) }
  }

  /// gates [R, G n] += W inputs [R, inputs].
  @specialized(where S == Float)
  package func add(_ inputs: Block<S>, to gates: Block<S>) {
    for part in parts {
      part.weight.apply(inputs, into: gates.columns(part.columns), accumulating: true)
    }
  }

  /// inputAdjoints [R, inputs] = or += W^T gateAdjoints [R, G n].
  @specialized(where S == Float)
  package func pullback(
    _ gateAdjoints: Block<S>, into inputAdjoints: Block<S>, accumulating: Bool
  ) {
    for (index, part) in parts.enumerated() {
      part.weight.pullback(
        gateAdjoints.columns(part.columns), into: inputAdjoints,
        accumulating: accumulating || index > 0)
    }
  }

  /// Adds a share of gateAdjoints^T inputs to `gradient`.
  @specialized(where S == Float)
  package func addGradient(
    _ gateAdjoints: Block<S>, _ inputs: Block<S>, to gradient: ParameterGradient<S>,
    share: WeightShare = .whole
  ) {
    for part in parts {
      part.weight.addGradient(
        gateAdjoints.columns(part.columns), inputs, to: gradient, share: share)
    }
  }

  /// Elements of scratch that ``addGradient(_:_:to:share:)`` needs.
  var gradientScratch: Int { parts.map(\.weight.gradientScratch).max() ?? 0 }
}
