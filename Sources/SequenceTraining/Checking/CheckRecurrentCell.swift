public import SequenceModels
public import TensorCore

/// Measures how far a cell is from the laws that every recurrent cell obeys, in Double.
///
/// 1. local Jacobian: `pullback` of every unit vector = differences of `activate` in every variable
///    of every unit
/// 2. adjoint identity: <J u, v> = <u, J' v>, one random direction (as JAX's `check_grads`)
/// 3. loss: the derivative of the loss of T steps of 3 sequences along a random direction in
///    parameters, inputs and initial states = the gradient by back-propagation
/// 4. T steps at once = T single steps, the same bits
/// 5. a batch = single runs, whatever the place and the company, the same bits, adjoints too
/// 6. a sequence that begins late or stops early among others (masks) = the sequence alone, the
///    same bits, adjoints too; of one that pauses losses and states, its adjoints to rounding
/// 7. the gradients of windows of T steps that end at each step sum to the whole gradient
/// 8. linearization: `linearize` = `pullback` of every unit vector
/// 9. the gradient by real-time recurrent learning, step by step and in blocks of 2, of two layers
///    (with output feedback of one) with a mask and a reset = by back-propagation
///
/// A law with a kink (a maximum) is not differentiable there: should a random point fall within
/// 2e-4 of one, the differences are wrong, and another seed is the answer.
///
/// - Parameters:
///   - hiddenSize: n; not a multiple of a vector's length by default.
///   - steps: T.
///   - seed: of everything that is random.
public func checkRecurrentCell(
  _ cell: any RecurrentCell, hiddenSize: Int = 19, steps: Int = 5, seed: UInt64 = 1
) -> LawReport {
  precondition(hiddenSize > 0 && steps > 1, "check \(hiddenSize) units over \(steps) steps")
  var generator = RandomGenerator(seed: seed)
  let law = LocalLaw(cell, hiddenSize: hiddenSize)
  let point = generator.normals(law.pointCount)
  // Rounding leaves about 1e-11 in a difference (``DifferenceFormula``) of a law of a few
  // operations.
  let jacobian = LawReport.Law(
    name: "local Jacobian", deviation: law.jacobianDeviation(at: point), limit: 1e-9)
  let identity = LawReport.Law(
    name: "adjoint identity", deviation: law.adjointDeviation(at: point, &generator), limit: 1e-9)
  let probe = SequenceProbe(
    cell, hiddenSize: hiddenSize, steps: steps, sequences: 3, using: &generator)
  return LawReport(
    laws: [jacobian, identity, lossLaw(probe, &generator)] + bitLaws(probe)
      + [
        truncationLaw(cell, hiddenSize: hiddenSize, steps: steps, &generator),
        LawReport.Law(
          name: "linearization", deviation: law.linearizationDeviation(at: point), limit: 1e-12),
      ] + realTimeLaws(cell, hiddenSize: hiddenSize, steps: steps, &generator))
}

/// The derivative of the summed loss along one random direction of unit length.
private func lossLaw(
  _ probe: SequenceProbe, _ generator: inout RandomGenerator
) -> LawReport.Law {
  let entries = probe.inputs.indices.map { (sequence: $0, taken: Array(0..<probe.steps)) }
  var direction = generator.normals(probe.model.layout.count)
  var inputs = probe.inputs.map { generator.normals($0.count) }
  var states = probe.initialStates.map { generator.normals($0.count) }
  let squares = ([direction] + inputs + states).reduce(0) { $0 + $1.dot($1) }
  let factor = 1 / squares.squareRoot()
  direction = direction.map { $0 * factor }
  inputs = inputs.map { $0.map { $0 * factor } }
  states = states.map { $0.map { $0 * factor } }

  let (traces, gradient) = probe.run(entries, steps: probe.steps)
  var found = gradient.dot(direction)
  for (trace, (input, state)) in zip(traces, zip(inputs, states)) {
    found += trace.adjoints.dot(input + state)
  }
  let expected = DifferenceFormula.fivePoint.derivative { distance in
    let moved = probe.moved(distance, parameters: direction, inputs: inputs, states: states)
    return [moved.run(entries, steps: probe.steps).traces.flatMap(\.losses).reduce(0, +)]
  }
  // The summed loss is a few tens: a hundred times what rounding leaves in the difference of a law.
  return LawReport.Law(
    name: "derivative of a loss", deviation: [found].deviation(from: expected, floor: 1),
    limit: 1e-8)
}

/// Laws of equal bits.
private func bitLaws(_ probe: SequenceProbe) -> [LawReport.Law] {
  func differing(_ left: SequenceProbe.Trace, _ right: SequenceProbe.Trace) -> Double {
    left.losses.differingBits(from: right.losses)
      + left.states.differingBits(from: right.states)
      + left.adjoints.differingBits(from: right.adjoints)
  }
  let alone = probe.inputs.indices.map { probe.run([$0])[0] }
  var steps = 0.0
  for (sequence, trace) in alone.enumerated() {
    var forward = trace
    forward.adjoints = []
    steps += differing(probe.runSingleSteps(sequence), forward)
  }
  var batches = 0.0
  for numbers in [[0, 1, 2], [2, 0], [1, 2, 0, 0, 1, 2, 2, 1, 0]] {
    for (number, trace) in zip(numbers, probe.run(numbers)) {
      batches += differing(trace, alone[number])
    }
  }
  let (masks, pauses) = maskDeviations(probe, differing)
  return [
    LawReport.Law(name: "steps at once = single steps", deviation: steps, limit: 0),
    LawReport.Law(name: "batch = single runs", deviation: batches, limit: 0),
    LawReport.Law(name: "masked = alone", deviation: masks, limit: 0),
    LawReport.Law(name: "adjoint through pauses = alone", deviation: pauses, limit: 1e-12),
  ]
}

/// Sequences that pause, stop early and begin late, against each one alone: values that differ, and
/// the relative difference of the adjoints of the one that pauses. These go through a step that is
/// not taken, on which the same three terms are summed in another order.
private func maskDeviations(
  _ probe: SequenceProbe, _ differing: (SequenceProbe.Trace, SequenceProbe.Trace) -> Double
) -> (bits: Double, pauses: Double) {
  let count = probe.steps + 3
  let taken = [
    [0] + (2..<probe.steps) + [count - 2], Array(0..<probe.steps - 1),
    Array(count - probe.steps..<count),
  ]
  let entries = taken.enumerated().map { (sequence: $0, taken: $1) }
  var (bits, pauses) = (0.0, 0.0)
  for (entry, trace) in zip(entries, probe.run(entries, steps: count).traces) {
    let own = (sequence: entry.sequence, taken: Array(0..<entry.taken.count))
    let alone = probe.run([own], steps: entry.taken.count).traces[0]
    var compared = trace
    if entry.sequence == 0 {
      pauses = trace.adjoints.deviation(from: alone.adjoints, floor: 1)
      compared.adjoints = alone.adjoints
    }
    bits += differing(compared, alone)
  }
  return (bits, pauses)
}

/// A random model of symbols and a batch of `count` tokens and targets.
private func symbolProbe(
  _ cell: any RecurrentCell, layers: Int, hiddenSize: Int, count: Int,
  _ generator: inout RandomGenerator
) -> (model: SequenceModel<Double>, batch: Batch) {
  let symbols = SequenceProbe.outputSize
  var model = SequenceModel<Double>(
    zeros: SequenceModelConfiguration(
      input: .symbols(symbols), outputSize: symbols, cell: cell, layers: layers,
      hiddenSize: hiddenSize))
  let scale = 1 / Double(hiddenSize).squareRoot()
  model.parameters = Tensor(
    shape: model.parameters.shape,
    values: generator.normals(model.layout.count).map { $0 * scale })
  func draw() -> [Int32] {
    (0..<count).map { _ in Int32(generator.index(below: symbols)) }
  }
  return (model, Batch(tokens: draw(), targets: draw()))
}

/// TBPTT(1, T) over T steps: each loss is propagated back through all steps before it.
private func truncationLaw(
  _ cell: any RecurrentCell, hiddenSize: Int, steps: Int, _ generator: inout RandomGenerator
) -> LawReport.Law {
  let sequences = 2
  let (model, batch) = symbolProbe(
    cell, layers: 1, hiddenSize: hiddenSize, count: steps * sequences, &generator)
  let pool = WorkerPool(threads: 1)
  let whole = BackpropagationThroughTime(
    model, batchSize: sequences, sequenceLength: steps, pool: pool)
  _ = whole.run(batch)
  let windows = WindowedBackpropagation(
    model, batchSize: sequences, sequenceLength: 1, window: steps, pool: pool)
  var sum = [Double](repeating: 0, count: model.layout.count)
  for step in 0..<steps {
    let range = step * sequences..<(step + 1) * sequences
    _ = windows.run(
      Batch(tokens: Array(batch.tokens[range]), targets: Array(batch.targets[range])))
    // Each window's gradient is that of a mean over one step's targets.
    for (index, value) in windows.gradient.array.enumerated() {
      sum[index] += value / Double(steps)
    }
  }
  return LawReport.Law(
    name: "windows of T steps sum to the whole gradient",
    deviation: sum.deviation(from: whole.gradient.array, floor: 1e-300), limit: 1e-12)
}

/// Real-time recurrent learning and its blocked form against back-propagation.
private func realTimeLaws(
  _ cell: any RecurrentCell, hiddenSize: Int, steps: Int, _ generator: inout RandomGenerator
) -> [LawReport.Law] {
  let sequences = 2
  let (model, drawn) = symbolProbe(
    cell, layers: cell.structure.readsOutput ? 1 : 2, hiddenSize: hiddenSize,
    count: steps * sequences, &generator)
  var batch = drawn
  var mask = [Bool](repeating: true, count: steps * sequences)
  var resets = [Bool](repeating: false, count: steps * sequences)
  // The first sequence does not take its second step, the second one begins anew before its last.
  mask[sequences] = false
  batch.targets[sequences] = -1
  resets[(steps - 1) * sequences + 1] = true
  (batch.mask, batch.resets) = (mask, resets)
  let pool = WorkerPool(threads: 1)
  func gradient(_ estimator: some SequenceEstimator<Double>) -> [Double] {
    _ = estimator.run(batch)
    return estimator.gradient.array
  }
  let expected = gradient(
    BackpropagationThroughTime(
      model, batchSize: sequences, sequenceLength: steps, masks: true, pool: pool))
  let found = [
    (
      "real-time recurrent learning = back-propagation",
      gradient(
        RealTimeRecurrentLearning(
          model, batchSize: sequences, sequenceLength: steps, masks: true, pool: pool))
    ),
    (
      "blocks of 2 steps = back-propagation",
      gradient(
        BlockedRealTimeRecurrentLearning(
          model, batchSize: sequences, sequenceLength: steps, blockLength: 2, masks: true,
          pool: pool))
    ),
  ]
  return found.map { name, gradient in
    LawReport.Law(
      name: name, deviation: gradient.deviation(from: expected, floor: 1e-300),
      limit: 1e-10)
  }
}
