extension Tensor {
  /// Matrix products over the last two axes: self [.., M, K] times other [.., K, N], each with these
  /// axes the other way round where it is transposed. Outer axes are the same in both, or one of the
  /// two is a single matrix.
  ///
  /// With `summed` the products are summed over the outer axes, to a single matrix [M, N].
  /// - Complexity: 2 M K N floating-point operations for each product.
  @specialized(where S == Float)
  package func product(
    _ other: Tensor, transposed: Bool = false, otherTransposed: Bool = false, summed: Bool = false,
    pool: WorkerPool? = nil
  ) -> Tensor {
    let (left, right) = (shape, other.shape)
    precondition(left.count >= 2 && right.count >= 2, "product: \(left) x \(right)")
    let (leftOuter, rightOuter) = (Array(left.dropLast(2)), Array(right.dropLast(2)))
    let (rows, depth) = (
      left[left.count - (transposed ? 1 : 2)], left[left.count - (transposed ? 2 : 1)]
    )
    let columns = right[right.count - (otherTransposed ? 2 : 1)]
    precondition(
      right[right.count - (otherTransposed ? 1 : 2)] == depth
        && (leftOuter == rightOuter || leftOuter.isEmpty || rightOuter.isEmpty),
      "product: \(transposed ? "transpose of " : "")\(left) x "
        + "\(otherTransposed ? "transpose of " : "")\(right)")
    let outer = leftOuter.isEmpty ? rightOuter : leftOuter
    let batch = outer.reduce(1, *)
    defer { withExtendedLifetime((storage, other)) {} }
    let (source, operand) = (storage, other.storage)
    // Matrices that are multiplied by the same one, or summed over, are one larger matrix.
    let foldsRows = rightOuter.isEmpty && !transposed && !summed
    let foldsDepth =
      summed && transposed && !otherTransposed && leftOuter.count == rightOuter.count
    let shape = (summed ? [] : outer) + [rows, columns]
    guard batch > 0 else { return Tensor(zeros: shape) }
    let result = Tensor(uninitialized: shape)
    if batch == 1 || foldsRows || foldsDepth {
      let (m, k) = (rows * (foldsRows ? batch : 1), depth * (foldsDepth ? batch : 1))
      MatrixProduct<S>(
        rows: m, depth: k, columns: columns, transposesLeft: transposed,
        transposesRight: otherTransposed, pool: pool
      ).run(
        into: result.storage.block(rows: m, columns: columns),
        source.block(rows: transposed ? k : m, columns: transposed ? m : k),
        operand.block(
          rows: otherTransposed ? columns : k, columns: otherTransposed ? k : columns))
      return result
    }
    // Whole matrices for each thread; a sum in order of the outer axes.
    let target = result.storage
    let work = summed ? 0 : rows * depth * columns / 16 * batch
    pool.run(over: work, rangesOf: batch, unit: 1) { _, range in
      let product = MatrixProduct<S>(
        rows: rows, depth: depth, columns: columns, transposesLeft: transposed,
        transposesRight: otherTransposed)
      for index in range {
        product.run(
          into: target.block(
            at: summed ? 0 : index * rows * columns, rows: rows, columns: columns),
          source.block(
            at: leftOuter.isEmpty ? 0 : index * rows * depth, rows: transposed ? depth : rows,
            columns: transposed ? rows : depth),
          operand.block(
            at: rightOuter.isEmpty ? 0 : index * depth * columns,
            rows: otherTransposed ? columns : depth, columns: otherTransposed ? depth : columns),
          accumulating: summed && index > 0)
      }
    }
    return result
  }
}
