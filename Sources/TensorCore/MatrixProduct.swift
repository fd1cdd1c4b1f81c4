/// Matrix products of one shape, with the memory that they need.
///
///     out [M, N] = or += left . right       left [M, K] or, transposed, [K, M],
///                                            right [K, N] or, transposed, [N, K]
///
/// Size: that of the packed right operand; of a left operand that is transposed and a right one
/// that is not, the scratch of ``Block/addProductTransposed(_:_:precision:accumulating:scratch:)``
/// for each thread. Threads share the rows of the result, whose bits do not depend on it.
package final class MatrixProduct<S: KernelScalar> {
  private let (rows, depth, columns): (Int, Int, Int)
  private let (transposesLeft, transposesRight): (Bool, Bool)
  private let pool: WorkerPool?
  /// The right operand; nil where the kernel reads it as it is.
  private let packed: PackedMatrix<S>?
  /// One row for each thread.
  private let scratch: Storage<S>
  /// The left operand the right way round, where both are transposed [M, K].
  private let turned: Storage<S>?

  /// Products [rows, columns] of `depth` multiplications each.
  package init(
    rows: Int, depth: Int, columns: Int, transposesLeft: Bool = false,
    transposesRight: Bool = false, pool: WorkerPool? = nil
  ) {
    (self.rows, self.depth, self.columns) = (rows, depth, columns)
    (self.transposesLeft, self.transposesRight) = (transposesLeft, transposesRight)
    self.pool = pool
    let packs = !transposesLeft || transposesRight
    packed = packs ? PackedMatrix(depth: depth, columns: columns) : nil
    turned = transposesLeft && transposesRight ? Storage(count: rows * depth) : nil
    scratch = Storage(
      count: packs
        ? 0
        : pool.pieceCount * Block<S>.transposedProductScratch(rows: rows, columns: columns))
  }

  /// out = left . right, or += where `accumulating`.
  @specialized(where S == Float)
  package func run(
    into out: Block<S>, _ left: Block<S>, _ right: Block<S>, accumulating: Bool = false
  ) {
    let elements = rows * depth * columns / 16
    guard let packed else {
      let size = scratch.count / pool.pieceCount
      pool.run(over: elements, rangesOf: rows, unit: 6) { piece, range in
        out.rows(range).addProductTransposed(
          left.columns(range), right, accumulating: accumulating,
          scratch: scratch.block(at: piece * size, rows: 1, columns: size))
      }
      return
    }
    pool.run(over: elements, rangesOf: packed.panelCount, unit: 1) { _, panels in
      packed.pack(right, transposed: transposesRight, panels: panels)
    }
    var left = left
    if let turned {
      let block = turned.block(rows: rows, columns: depth)
      block.fill(0)
      block.addTranspose(left)
      left = block
    }
    let straight = left
    pool.run(over: elements, rangesOf: rows, unit: 6) { _, range in
      out.rows(range).product(straight.rows(range), packed, accumulating: accumulating)
    }
  }
}
