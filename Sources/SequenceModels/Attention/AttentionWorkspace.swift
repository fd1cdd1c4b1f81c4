internal import TensorCore

/// The memory in which attention runs for T decoder steps of B rows, over sources of at most S steps.
///
/// Memory in elements, W = S rounded up to 16: weights [T B, W], contexts [T B, m]; for training the adjoints of
/// both; with additive attention projected queries [T B, n] and their adjoint, and [S, n] thrice.
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
  /// One row [W]: the adjoint of a row of weights.
  private let rowStorage: Storage<S>
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
    rowStorage = Storage(count: width)
    energyStorage = isAdditive ? Storage(count: width * n) : nil
    energyAdjointStorage = isAdditive && trains ? Storage(count: width * n) : nil
    scratchStorage = Storage(
      count: max(
        Block<S>.transposedProductScratch(rows: sourceSteps, columns: m),
        Block<S>.transposedProductScratch(rows: sourceSteps, columns: n)))
  }

  private func matrix(_ storage: Storage<S>, _ range: Range<Int>) -> Block<S> {
    storage.block(rows: steps * rows, columns: storage.count / (steps * rows))
      .rows(range.lowerBound * rows..<range.upperBound * rows)
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
    matrix(weightStorage, step..<step + 1).rows(row..<row + 1).columns(0..<length)
  }

  private func scoreAdjoints(_ step: Int, _ row: Int, length: Int) -> Block<S> {
    matrix(wanted(scoreAdjointStorage), step..<step + 1).rows(row..<row + 1).columns(0..<length)
  }

  /// The rows of one pair in a matrix [T B, columns], its first `count` steps: [count, columns], B rows apart.
  private func pair(_ row: Int, _ count: Int, _ block: Block<S>) -> Block<S> {
    let columns = block.columns
    return block.rows(0..<count * rows).reshaped(rows: count, columns: rows * columns)
      .columns(row * columns..<(row + 1) * columns)
  }
}

/// Which row of a decoder looks at which source, at which steps.
struct AttentionPairing {
  /// The source of each row; nil: source b for row b.
  let sources: Indices?
  /// The steps that each row takes, from the first on [B].
  let counts: [Int]

  func source(of row: Int) -> Int { sources.map { Int($0[row]) } ?? row }
}

extension AttentionWorkspace {
  /// Weights and contexts of the steps of `range`; `queries` [steps B, n] are those of these steps.
  ///
  /// - Complexity: 2 S (n + m) floating-point operations for each row and step, additive attention n tanh more.
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
      let length = memory.lengths[source]
      guard length > 0 else { continue }
      let values = memory.values(of: source)
      for t in range.clamped(to: 0..<max(pairing.counts[row], 0)) {
        let weights = weights(t, row, length: length)
        score(
          t, row, query: queries.rows(index(t, row, from: range)), source: source, memory: memory)
        weights.softmax()
        contexts(t..<t + 1).rows(row..<row + 1).addProductTransposed(
          weights.reshaped(rows: length, columns: 1), values, scratch: productScratch)
      }
    }
  }

  private func index(_ t: Int, _ row: Int, from range: Range<Int>) -> Range<Int> {
    let index = (t - range.lowerBound) * rows + row
    return index..<index + 1
  }

  private func score(
    _ t: Int, _ row: Int, query: Block<S>, source: Int, memory: AttentionMemory<S>
  ) {
    let length = memory.lengths[source]
    if attention.blocks.kind == .additive {
      let energies = energies(t, row, keys: memory.keys(of: source))
      attention.score?.apply(
        energies[0], into: weights(t, row, length: length).reshaped(rows: length, columns: 1),
        accumulating: false)
    } else {
      let packed = memory.packedKeys(of: source)
      weights(t, row, length: packed.columns).product(query, packed, accumulating: false)
    }
  }

  /// tanh(W_q q + W_k k_s) [length, n].
  private func energies(_ t: Int, _ row: Int, keys: Block<S>) -> Planes<S> {
    let energies = wanted(energyStorage).planes(1, rows: keys.rows, columns: keys.columns)
    energies[0].broadcast(
      matrix(wanted(projectionStorage), t..<t + 1).rows(row..<row + 1))
    energies[0].add(keys)
    energies[0].elmanForward(energies, energies, rectifier: false, mask: nil)
    return energies
  }

  /// Back-propagation through the steps of `range`, of which ``contextAdjoints(_:)`` is set; adds to the queries' adjoints
  /// [steps B, n]. What concerns the memory waits for ``finishBackward(used:queries:memory:memoryAdjoint:_:gradient:)``, but
  /// for the keys' adjoint of additive attention.
  @specialized(where S == Float)
  func backward(
    _ range: Range<Int>, queryAdjoints: Block<S>, memory: AttentionMemory<S>,
    memoryAdjoint: Block<S>, _ pairing: AttentionPairing, gradient: LayerGradient<S>
  ) {
    if attention.queries != nil { matrix(wanted(projectionAdjointStorage), range).fill(0) }
    for row in 0..<pairing.counts.count {
      let length = memory.lengths[row]
      guard length > 0 else { continue }
      let packed = memory.packedValues(of: row)
      let keys = memory.keys(of: row)
      for t in range.clamped(to: 0..<max(pairing.counts[row], 0)) {
        let adjoints = rowStorage.block(rows: 1, columns: packed.columns)
        adjoints.product(
          contextAdjoints(t..<t + 1).rows(row..<row + 1), packed, accumulating: false)
        let scores = scoreAdjoints(t, row, length: length)
        scores.softmaxPullback(
          weights(t, row, length: length), adjoints: adjoints.columns(0..<length))
        let column = scores.reshaped(rows: length, columns: 1)
        if attention.blocks.kind == .additive {
          pullbackEnergies(
            t, row, scores: column, keys: keys,
            keyAdjoint: memory.keyAdjoint(of: row, memoryAdjoint), gradient: gradient)
        } else {
          queryAdjoints.rows(index(t, row, from: range)).addProductTransposed(
            column, keys, scratch: productScratch)
        }
      }
    }
    attention.queries?.pullback(
      matrix(wanted(projectionAdjointStorage), range), into: queryAdjoints, accumulating: true)
  }

  private func pullbackEnergies(
    _ t: Int, _ row: Int, scores: Block<S>, keys: Block<S>, keyAdjoint: Block<S>,
    gradient: LayerGradient<S>
  ) {
    guard let score = attention.score else { return }
    let energies = energies(t, row, keys: keys)
    score.addGradient(
      scores, energies[0], gradient: gradient.parameters, scratch: gradient.scratch)
    let adjoint = wanted(energyAdjointStorage).block(rows: keys.rows, columns: keys.columns)
    score.pullback(scores, into: adjoint, accumulating: false)
    adjoint.elmanBackward(
      next: energies, outputAdjoint: adjoint, previousAdjoint: adjoint, rectifier: false, mask: nil)
    matrix(wanted(projectionAdjointStorage), t..<t + 1).rows(row..<row + 1)
      .addColumnSums(adjoint)
    keyAdjoint.add(adjoint)
  }

  /// After all `used` steps: adds the adjoints of keys and outputs of every source, all steps at once, and the
  /// gradient of the queries' weight. `queries` [used B, n].
  @specialized(where S == Float)
  func finishBackward(
    used: Int, queries: Block<S>, memory: AttentionMemory<S>, memoryAdjoint: Block<S>,
    _ pairing: AttentionPairing, gradient: LayerGradient<S>
  ) {
    let isAdditive = attention.blocks.kind == .additive
    for row in 0..<pairing.counts.count {
      let (length, count) = (memory.lengths[row], pairing.counts[row])
      guard length > 0, count > 0 else { continue }
      memory.valueAdjoint(of: row, memoryAdjoint).addProductTransposed(
        pair(row, count, matrix(weightStorage, 0..<used)).columns(0..<length),
        pair(row, count, contextAdjoints(0..<used)), scratch: productScratch)
      guard !isAdditive else { continue }
      memory.keyAdjoint(of: row, memoryAdjoint).addProductTransposed(
        pair(row, count, matrix(wanted(scoreAdjointStorage), 0..<used)).columns(0..<length),
        pair(row, count, queries), scratch: productScratch)
    }
    if let projection = attention.queries {
      projection.addGradient(
        matrix(wanted(projectionAdjointStorage), 0..<used), queries, gradient: gradient.parameters,
        scratch: gradient.scratch)
    }
    memory.finishBackward(memoryAdjoint, gradient: gradient)
  }

  /// Scratch of the products of one source.
  private var productScratch: Block<S> { scratchStorage.row }
}

extension Block {
  /// One row of score adjoints from a row of softmax weights and their adjoints: a (a' - sum a a').
  fileprivate func softmaxPullback(_ weights: Block, adjoints: Block) {
    var mean: S = 0
    for index in 0..<columns { mean += weights[index] * adjoints[index] }
    for index in 0..<columns { self[index] = weights[index] * (adjoints[index] - mean) }
  }
}
