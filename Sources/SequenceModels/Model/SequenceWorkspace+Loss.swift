package import TensorCore

extension SequenceWorkspace {
  /// The output of the stack after the steps of `range`, which the readout reads [steps B, n].
  package func stackOutput(_ range: Range<Int>, dropped: Bool) -> Block<S> {
    dropped ? tape.dropped(topLayer, range) : tape.output(topLayer, range)
  }

  /// dL/dy of sequence `row` at step `step` [1, n], y the output of the stack: after
  /// ``loss(_:gradientScale:labelSmoothing:dropped:visit:)`` with a gradient scale.
  package func outputAdjoint(step: Int, row: Int) -> Block<S> {
    tape.outputAdjoint(topLayer, step..<step + 1).row(row)
  }

  /// Sets the adjoint of the stack's output at the steps of `range` to zero: steps whose losses do
  /// not count.
  @specialized(where S == Float)
  package func clearOutputAdjoint(_ range: Range<Int>) {
    for layer in readLayers { tape.outputAdjoint(layer, range).fill(0) }
  }

  private var topLayer: Int { tape.layers.count - 1 }

  /// The layers that the readout reads, the top one last.
  private var readLayers: Range<Int> {
    (tape.stack.isReadAtEveryLayer ? 0 : topLayer)..<topLayer + 1
  }

  /// What the readout reads of the steps of `range`; `adjoints`: the stack's adjoint is wanted.
  private func readoutRows(_ range: Range<Int>, dropped: Bool, adjoints: Bool) -> ReadoutRows<S> {
    ReadoutRows(
      outputs: stackOutput(range, dropped: dropped), targets: targets(span(range)),
      adjoints: adjoints ? tape.outputAdjoint(topLayer, range) : nil,
      lower: readLayers.dropLast().map { layer in
        (
          dropped ? tape.dropped(layer, range) : tape.output(layer, range),
          adjoints ? tape.outputAdjoint(layer, range) : nil
        )
      },
      symbols: model.readout.symbols == nil ? nil : tokens.steps(range, of: rows))
  }

  /// The logits of one step [B, V], valid until the next call of any function of the workspace.
  @specialized(where S == Float)
  package func logits(step: Int) -> Block<S> {
    let logits = readout.logits(0..<rows)
    model.readout.apply(
      readoutRows(step..<step + 1, dropped: false, adjoints: false), into: logits)
    return logits
  }

  /// The loss of the steps of `range` after ``forward(_:dropoutKey:)``, summed over their targets,
  /// in nats.
  ///
  /// With `gradientScale` also its gradient: d(scale x sum)/d(outputs) into the tape, and that of
  /// the readout's parameters added to ``gradient``. `visit` sees the rows' losses, first row and
  /// values.
  @specialized(where S == Float)
  package func loss(
    _ range: Range<Int>, gradientScale: Double? = nil, labelSmoothing: Double = 0,
    dropped: Bool = false, visit: ((Int, Block<S>) -> Void)? = nil
  ) -> Double {
    let trains = gradientScale != nil
    var sum = 0.0
    readout.losses(
      of: readoutRows(range, dropped: dropped, adjoints: trains), gradientScale: gradientScale,
      labelSmoothing: labelSmoothing, gradient: trains ? parameterGradient() : nil
    ) { part, losses in
      for row in 0..<part.count { sum += Double(losses[row]) }
      visit?(range.lowerBound * rows + part.lowerBound, losses)
    }
    return sum
  }

  /// Writes what the loss of sequence `row` at step `step` says about the logits, (p - target)
  /// `scale`, into `error` [1, V], and the loss into `loss` [1, 1].
  @specialized(where S == Float)
  package func outputError(
    step: Int, row: Int, scale: Double, labelSmoothing: Double, into error: Block<S>,
    loss: Block<S>
  ) {
    let index = step * rows + row
    let output = stackOutput(step..<step + 1, dropped: false).row(row)
    model.readout.losses(
      of: ReadoutRows(outputs: output, targets: targets(index..<index + 1)),
      gradientScale: scale, labelSmoothing: labelSmoothing, logits: error, into: loss)
  }
}

// The parts of ``SequenceWorkspace/loss(_:gradientScale:labelSmoothing:dropped:visit:)`` that
// several threads may do at once for one sequence: some steps of a round, for which the logits have
// room, then shares of the readout's gradient.
extension SequenceWorkspace {
  /// Elements of scratch for the products of weight gradients.
  package var gradientScratchCount: Int { scratchStorage.count }

  /// The steps of a round of one sequence's losses.
  package var roundSteps: Int { max(readout.capacity, 1) }

  /// The losses of the steps of `range` and the adjoint of the stack's output there; the round
  /// begins at step `first`.
  @specialized(where S == Float)
  package func losses(
    of range: Range<Int>, inRoundAt first: Int, gradientScale: Double, labelSmoothing: Double,
    dropped: Bool
  ) {
    let place = range.lowerBound - first..<range.upperBound - first
    model.readout.losses(
      of: readoutRows(range, dropped: dropped, adjoints: true), gradientScale: gradientScale,
      labelSmoothing: labelSmoothing, logits: readout.logits(place), into: readout.losses(place))
  }

  /// Adds a share of the readout's gradient from a round, the steps of `range`, whose losses are
  /// done; `clears`: to zeros.
  @specialized(where S == Float)
  package func addReadoutGradient(
    of range: Range<Int>, share: WeightShare, clears: Bool, dropped: Bool,
    to gradient: ParameterGradient<S>
  ) {
    if clears { model.readout.clearGradient(gradient, share: share) }
    model.readout.addGradient(
      readout.logits(0..<range.count),
      readoutRows(range, dropped: dropped, adjoints: false), to: gradient, share: share)
  }

  /// `sum` and the losses of the first `count` steps of a round, in their order.
  package func sumLosses(_ count: Int, to sum: Double) -> Double {
    let losses = readout.losses(0..<count)
    return (0..<count).reduce(sum) { $0 + Double(losses[$1]) }
  }
}
