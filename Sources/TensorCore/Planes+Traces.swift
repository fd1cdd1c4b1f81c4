// Safe: every function checks the shapes that it reads and writes.
extension Planes {
  /// Every `step`-th plane from plane `first` on.
  package func every(_ step: Int, from first: Int) -> Planes {
    precondition(
      first >= 0 && first <= count && step > 0, "every \(step) from \(first) of \(count)")
    return unsafe Planes(
      base: base + first * distance, count: (count - first + step - 1) / step, rows: rows,
      columns: columns, distance: distance * step)
  }

  /// Row i of the K planes together: x_k = sum_j factors[k K + j][i] x_j + inputs[k][i] vector.
  ///
  /// Shapes: planes [M, N]; K K factors and K inputs of one row of M; vector [1, N]. So traces
  /// decay, and grow by an outer product.
  /// - Complexity: 2 (K K + K) M N floating-point operations.
  @specialized(where S == Float)
  package func advanceRows(factors: Planes, inputs: Planes, vector: Block<S>) {
    precondition(
      factors.count == count * count && inputs.count == count && factors.columns == rows
        && inputs.columns == rows && vector.rows == 1 && vector.columns == columns,
      "traces: \(count) planes [\(rows), \(columns)], \(factors.count) factors of "
        + "\(factors.columns), \(inputs.count) inputs of \(inputs.columns), vector \(vector.shape)")
    // Of the states of one column, with more than two of them.
    var old = [S](repeating: 0, count: count > 2 ? count : 0)
    for row in 0..<rows {
      let x = unsafe base + row * columns
      switch count {
      case 1:
        let (a, p) = unsafe (factors.base[row], inputs.base[row])
        for column in 0..<columns { unsafe x[column] = a * x[column] + p * vector.base[column] }
      case 2:
        let (y, step) = unsafe (x + distance, factors.distance)
        let (a, b) = unsafe (factors.base[row], factors.base[step + row])
        let (c, d) = unsafe (factors.base[2 * step + row], factors.base[3 * step + row])
        let (p, q) = unsafe (inputs.base[row], inputs.base[inputs.distance + row])
        for column in 0..<columns {
          let (u, v, z) = unsafe (x[column], y[column], vector.base[column])
          unsafe x[column] = a * u + b * v + p * z
          unsafe y[column] = c * u + d * v + q * z
        }
      default:
        for column in 0..<columns {
          for k in 0..<count { unsafe old[k] = x[k * distance + column] }
          for k in 0..<count {
            var sum = unsafe inputs.base[k * inputs.distance + row] * vector.base[column]
            for j in 0..<count {
              sum += unsafe factors.base[(k * count + j) * factors.distance + row] * old[j]
            }
            unsafe x[k * distance + column] = sum
          }
        }
      }
    }
  }
}
