internal import TensorCore

/// What attention looks back at: the encoder's outputs of B sources, their keys, and both as the
/// kernels read them for one source at a time.
///
/// Memory in elements: keys [S B, n] and for training their adjoint; a packed matrix of [n or m, S]
/// for each source, two for training unless the attention is by dot product.
final class AttentionMemory<S: KernelScalar>: @unchecked Sendable {
  // Used by the one thread that runs the workspace it belongs to.
  let attention: PackedAttention<S>
  let steps: Int
  let rows: Int
  private let keyStorage: Storage<S>?
  private let keyAdjointStorage: Storage<S>?
  private let staging: Storage<S>
  /// By source, then by width.
  private var packedKeys: [[Int: PackedMatrix<S>]]
  private var packedValues: [[Int: PackedMatrix<S>]]
  private var values: Block<S>?
  private(set) var lengths: [Int]
  private var used = 0

  /// Columns that the packed matrices are rounded up to, so that few of them serve all lengths.
  private static var granularity: Int { 16 }

  init(_ attention: PackedAttention<S>, steps: Int, rows: Int, trains: Bool) {
    self.attention = attention
    self.steps = steps
    self.rows = rows
    let blocks = attention.blocks
    let (n, m) = (blocks.querySize, blocks.memorySize)
    keyStorage = attention.keys == nil ? nil : Storage(count: steps * rows * n)
    keyAdjointStorage = trains && attention.keys != nil ? Storage(count: steps * rows * n) : nil
    let width = AttentionMemory.width(steps)
    staging = Storage(count: width * max(n, m))
    packedKeys = Array(repeating: [:], count: blocks.kind == .additive ? 0 : rows)
    packedValues = Array(repeating: [:], count: trains && blocks.kind != .dot ? rows : 0)
    lengths = Array(repeating: 0, count: rows)
  }

  static func width(_ length: Int) -> Int { (length + granularity - 1) / granularity * granularity }

  /// [S B, n]
  private var keys: Block<S> {
    guard let keyStorage else { return memory }
    return keyStorage.block(rows: steps * rows, columns: attention.blocks.querySize)
      .steps(0..<used, of: rows)
  }

  private var memory: Block<S> {
    guard let values else { preconditionFailure("attention before its memory is set") }
    return values
  }

  private func source(_ row: Int, of block: Block<S>, length: Int) -> Block<S> {
    let width = block.columns
    return block.steps(0..<length, of: rows)
      .reshaped(rows: length, columns: rows * width).gate(row, of: width)
  }

  /// The encoder's outputs of source `row` [length, m], rows a step apart.
  func values(of row: Int) -> Block<S> { source(row, of: memory, length: lengths[row]) }

  /// The keys of source `row` [length, n].
  func keys(of row: Int) -> Block<S> { source(row, of: keys, length: lengths[row]) }

  /// The keys of source `row`, transposed: [n, width of its length].
  func packedKeys(of row: Int) -> PackedMatrix<S> { packed(packedKeys[row], row) }

  /// The outputs of source `row`, transposed: [m, width of its length].
  func packedValues(of row: Int) -> PackedMatrix<S> {
    packedValues.isEmpty ? packedKeys(of: row) : packed(packedValues[row], row)
  }

  private func packed(_ matrices: [Int: PackedMatrix<S>], _ row: Int) -> PackedMatrix<S> {
    guard let matrix = matrices[Self.width(lengths[row])] else {
      preconditionFailure("source \(row) of length \(lengths[row]) is not packed")
    }
    return matrix
  }

  /// Takes the encoder's outputs [used B, m] of sources of the given lengths.
  @specialized(where S == Float)
  func prepare(_ outputs: Block<S>, lengths: [Int], used: Int) {
    values = outputs
    self.lengths = lengths
    self.used = used
    attention.keys?.apply(outputs, into: keys, accumulating: false)
    for row in packedKeys.indices { pack(keys(of: row), into: &packedKeys[row]) }
    for row in packedValues.indices { pack(values(of: row), into: &packedValues[row]) }
  }

  private func pack(_ block: Block<S>, into matrices: inout [Int: PackedMatrix<S>]) {
    guard block.rows > 0 else { return }
    let width = Self.width(block.rows)
    let padded = staging.block(rows: width, columns: block.columns)
    padded.rows(0..<block.rows).copy(from: block)
    padded.rows(block.rows..<width).fill(0)
    let matrix = matrices[width] ?? PackedMatrix(depth: block.columns, columns: width)
    matrix.pack(transposeOf: padded)
    matrices[width] = matrix
  }

  /// The adjoint of the keys of all sources [used B, n]; the memory's own where it serves as keys.
  private func keyAdjoint(_ memoryAdjoint: Block<S>) -> Block<S> {
    guard let keyAdjointStorage else { return memoryAdjoint }
    return keyAdjointStorage.block(rows: steps * rows, columns: attention.blocks.querySize)
      .steps(0..<used, of: rows)
  }

  func clearAdjoints(_ memoryAdjoint: Block<S>) {
    memoryAdjoint.fill(0)
    keyAdjointStorage?.row.fill(0)
  }

  /// The adjoint of the keys of source `row` [length, n].
  func keyAdjoint(of row: Int, _ memoryAdjoint: Block<S>) -> Block<S> {
    source(row, of: keyAdjoint(memoryAdjoint), length: lengths[row])
  }

  /// The adjoint of the outputs of source `row` [length, m].
  func valueAdjoint(of row: Int, _ memoryAdjoint: Block<S>) -> Block<S> {
    source(row, of: memoryAdjoint, length: lengths[row])
  }

  /// Passes the adjoint of the keys on to the memory's, and adds the gradient of their weight.
  @specialized(where S == Float)
  func finishBackward(_ memoryAdjoint: Block<S>, gradient: ParameterGradient<S>) {
    guard let keys = attention.keys else { return }
    let adjoint = keyAdjoint(memoryAdjoint)
    keys.pullback(adjoint, into: memoryAdjoint, accumulating: true)
    keys.addGradient(adjoint, memory, to: gradient)
  }
}
