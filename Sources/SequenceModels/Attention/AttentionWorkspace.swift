internal import TensorCore

/// The memory in which attention runs for T decoder steps of B rows, over sources of at most S
/// steps.
///
/// Memory in elements, W = S rounded up to 16: weights [T B, W], contexts [T B, m]; for training
/// the adjoints of both and [T, W]; [T, W] for a transpose; with additive attention projected
/// queries [T B, n] and their adjoint, and [S, n] twice.
final class AttentionWorkspace<S: KernelScalar>: Sendable {
  let attention: PackedAttention<S>
  let steps: Int
  let rows: Int
  private let width: Int
  private let weightStorage: Storage<S>
  private let scoreAdjointStorage: Storage<S>?
  private let contextStorage: Storage<S>
  private let contextAdjointStorage: Storage<S>?
  private let projectionStorage: Storage<S>?
  private let projectionAdjointStorage: Storage<S>?
  /// [T, W]: the adjoint of one pair's weights.
  private let weightAdjointStorage: Storage<S>?
  /// [W, T]: one pair's weights or scores, transposed.
  private let transposedStorage: Storage<S>
  /// [S, n]: tanh(W_q q + W_k k), and its adjoint.
  private let energyStorage: Storage<S>?
  private let energyAdjointStorage: Storage<S>?
  private let scratchStorage: Storage<S>

  init(
    _ attention: PackedAttention<S>, steps: Int, rows: Int, sourceSteps: Int, trains: Bool
  ) {
    let blocks = attention.blocks
    let (n, m, span) = (blocks.querySize, blocks.memorySize, steps * rows)
    let isAdditive = blocks.kind == .additive
    self.attention = attention
    self.steps = steps
    self.rows = rows
    width = AttentionMemory<S>.width(sourceSteps)
    weightStorage = Storage(count: span * width)
    scoreAdjointStorage = trains ? Storage(count: span * width) : nil
    contextStorage = Storage(count: span * m)
    contextAdjointStorage = trains ? Storage(count: span * m) : nil
    projectionStorage = isAdditive ? Storage(count: span * n) : nil
    projectionAdjointStorage = isAdditive && trains ? Storage(count: span * n) : nil
    weightAdjointStorage = trains ? Storage(count: steps * width) : nil
    transposedStorage = Storage(count: steps * width)
    energyStorage = isAdditive ? Storage(count: width * n) : nil
    energyAdjointStorage = isAdditive && trains ? Storage(count: width * n) : nil
    scratchStorage = Storage(
      count: max(
        Block<S>.transposedProductScratch(rows: sourceSteps, columns: m),
        Block<S>.transposedProductScratch(rows: sourceSteps, columns: n)))
  }

  private func matrix(_ storage: Storage<S>, _ range: Range<Int>) -> Block<S> {
    storage.block(rows: steps * rows, columns: storage.count / (steps * rows))
      .steps(range, of: rows)
  }

  private func wanted(_ storage: Storage<S>?) -> Storage<S> {
    guard let storage else { preconditionFailure("attention: memory for another kind or use") }
    return storage
  }

  /// c_t of the steps of `range` [steps B, m]; zeros for rows that do not attend.
  func contexts(_ range: Range<Int>) -> Block<S> { matrix(contextStorage, range) }

  /// The adjoint of it.
  func contextAdjoints(_ range: Range<Int>) -> Block<S> {
    matrix(wanted(contextAdjointStorage), range)
  }

  /// a_t of a row over the `length` steps of its source [1, length].
  func weights(_ step: Int, _ row: Int, length: Int) -> Block<S> {
    matrix(weightStorage, step..<step + 1).row(row).columns(0..<length)
  }

  /// The rows of one pair in a block of whole steps, its first `count`: [count, columns], B rows
  /// apart.
  private func pair(_ row: Int, _ count: Int, _ block: Block<S>) -> Block<S> {
    let columns = block.columns
    return block.steps(0..<count, of: rows)
      .reshaped(rows: count, columns: rows * columns).gate(row, of: columns)
  }

  /// The weights of one pair at the steps of `range` over the `length` steps of its source [steps,
  /// length].
  private func weights(_ range: Range<Int>, _ row: Int, length: Int) -> Block<S> {
    pair(row, range.count, matrix(weightStorage, range)).columns(0..<length)
  }

  private func scoreAdjoints(_ range: Range<Int>, _ row: Int, length: Int) -> Block<S> {
    pair(row, range.count, matrix(wanted(scoreAdjointStorage), range)).columns(0..<length)
  }

  /// A block transposed [columns, rows], valid until the next call.
  private func transposed(_ block: Block<S>) -> Block<S> {
    let result = transposedStorage.block(rows: block.columns, columns: block.rows)
    result.fill(0)
    result.addTranspose(block)
    return result
  }
}

/// Which row of a decoder looks at which source, at which steps.
struct AttentionPairing {
  /// The source of each row; nil: source b for row b.
  let sources: Indices?
  /// The steps that each row takes, from the first on [B].
  let counts: [Int]

  func source(of row: Int) -> Int { sources.map { Int($0[row]) } ?? row }

  /// Those steps of `range` that a row takes.
  func steps(of row: Int, in range: Range<Int>) -> Range<Int> {
    range.clamped(to: 0..<max(counts[row], 0))
  }
}

extension AttentionWorkspace {
  /// Weights and contexts of the steps of `range`; `queries` [steps B, n] are those of these steps.
  ///
  /// - Complexity: 2 S (n + m) floating-point operations for each row and step, additive attention
  ///   n tanh more.
  @specialized(where S == Float)
  func forward(
    _ range: Range<Int>, queries: Block<S>, memory: AttentionMemory<S>, _ pairing: AttentionPairing
  ) {
    contexts(range).fill(0)
    if let projection = attention.queries {
      projection.apply(
        queries, into: matrix(wanted(projectionStorage), range), accumulating: false)
    }
    for row in 0..<pairing.counts.count {
      let source = pairing.source(of: row)
      let (length, steps) = (memory.lengths[source], pairing.steps(of: row, in: range))
      guard length > 0, !steps.isEmpty else { continue }
      if attention.blocks.kind == .additive {
        for t in steps { scoreEnergies(t, row, keys: memory.keys(of: source)) }
      } else {
        let packed = memory.packedKeys(of: source)
        weights(steps, row, length: packed.columns).product(
          pair(row, steps.count, queries), packed, accumulating: false)
      }
      let weights = weights(steps, row, length: length)
      weights.softmax()
      pair(row, steps.count, contexts(steps)).addProductTransposed(
        transposed(weights), memory.values(of: source), scratch: productScratch)
    }
  }

  private func scoreEnergies(_ t: Int, _ row: Int, keys: Block<S>) {
    let energies = energies(t, row, keys: keys)
    attention.score?.apply(
      energies[0], into: weights(t, row, length: keys.rows).reshaped(rows: keys.rows, columns: 1),
      accumulating: false)
  }

  /// tanh(W_q q + W_k k_s) [length, n].
  private func energies(_ t: Int, _ row: Int, keys: Block<S>) -> Planes<S> {
    let energies = wanted(energyStorage).planes(1, rows: keys.rows, columns: keys.columns)
    energies[0].broadcast(
      matrix(wanted(projectionStorage), t..<t + 1).row(row))
    energies[0].add(keys)
    energies[0].elmanForward(energies, energies, rectifier: false, mask: nil)
    return energies
  }

  /// Back-propagation through the steps of `range`, of which ``contextAdjoints(_:)`` is set.
  ///
  /// Adds to the queries' adjoints [steps B, n]. The adjoints of keys and memory wait for
  /// ``finishBackward(used:queries:memory:memoryAdjoint:_:gradient:)``; additive attention adds the
  /// keys' here.
  @specialized(where S == Float)
  func backward(
    _ range: Range<Int>, queryAdjoints: Block<S>, memory: AttentionMemory<S>,
    memoryAdjoint: Block<S>, _ pairing: AttentionPairing, gradient: ParameterGradient<S>
  ) {
    if attention.queries != nil { matrix(wanted(projectionAdjointStorage), range).fill(0) }
    for row in 0..<pairing.counts.count {
      let (length, steps) = (memory.lengths[row], pairing.steps(of: row, in: range))
      guard length > 0, !steps.isEmpty else { continue }
      let packed = memory.packedValues(of: row)
      let adjoints = wanted(weightAdjointStorage)
        .block(rows: steps.count, columns: packed.columns)
      adjoints.product(
        pair(row, steps.count, contextAdjoints(steps)), packed, accumulating: false)
      let scores = scoreAdjoints(steps, row, length: length)
      scores.softmaxPullback(
        weights(steps, row, length: length), adjoints: adjoints.columns(0..<length))
      let keys = memory.keys(of: row)
      if attention.blocks.kind == .additive {
        let keyAdjoint = memory.keyAdjoint(of: row, memoryAdjoint)
        for (index, t) in steps.enumerated() {
          pullbackEnergies(
            t, row, scores: scores.row(index).reshaped(rows: length, columns: 1),
            keys: keys, keyAdjoint: keyAdjoint, gradient: gradient)
        }
      } else {
        pair(row, steps.count, queryAdjoints).addProductTransposed(
          transposed(scores), keys, scratch: productScratch)
      }
    }
    attention.queries?.pullback(
      matrix(wanted(projectionAdjointStorage), range), into: queryAdjoints, accumulating: true)
  }

  private func pullbackEnergies(
    _ t: Int, _ row: Int, scores: Block<S>, keys: Block<S>, keyAdjoint: Block<S>,
    gradient: ParameterGradient<S>
  ) {
    guard let score = attention.score else { return }
    let energies = energies(t, row, keys: keys)
    score.addGradient(
      scores, energies[0], to: gradient)
    let adjoint = wanted(energyAdjointStorage).block(rows: keys.rows, columns: keys.columns)
    score.pullback(scores, into: adjoint, accumulating: false)
    adjoint.elmanBackward(
      next: energies, outputAdjoint: adjoint, previousAdjoint: adjoint, rectifier: false, mask: nil)
    matrix(wanted(projectionAdjointStorage), t..<t + 1).row(row)
      .addColumnSums(adjoint)
    keyAdjoint.add(adjoint)
  }

  /// After all `used` steps: adds the adjoints of keys and outputs of every source, all steps at
  /// once, and the gradient of the queries' weight. `queries` [used B, n].
  @specialized(where S == Float)
  func finishBackward(
    used: Int, queries: Block<S>, memory: AttentionMemory<S>, memoryAdjoint: Block<S>,
    _ pairing: AttentionPairing, gradient: ParameterGradient<S>
  ) {
    let isAdditive = attention.blocks.kind == .additive
    for row in 0..<pairing.counts.count {
      let (length, count) = (memory.lengths[row], pairing.counts[row])
      guard length > 0, count > 0 else { continue }
      memory.valueAdjoint(of: row, memoryAdjoint).addProductTransposed(
        weights(0..<count, row, length: length),
        pair(row, count, contextAdjoints(0..<used)), scratch: productScratch)
      guard !isAdditive else { continue }
      memory.keyAdjoint(of: row, memoryAdjoint).addProductTransposed(
        scoreAdjoints(0..<count, row, length: length),
        pair(row, count, queries), scratch: productScratch)
    }
    if let projection = attention.queries {
      projection.addGradient(
        matrix(wanted(projectionAdjointStorage), 0..<used), queries, to: gradient)
    }
    memory.finishBackward(memoryAdjoint, gradient: gradient)
  }

  /// Scratch of the products of one source.
  private var productScratch: Block<S> { scratchStorage.row }
}
