/// The way in which two shapes are brought to one, by numpy's rules: axes are compared from the
/// innermost outwards, and what has an axis of extent 1, or has no such axis, is repeated along it.
///
///     [N, C, H, W] and [C, 1, 1]  ->  N (right repeated), C, H W (right repeated)
///
/// Neighbouring axes that are treated alike are one axis here, and the last two make a matrix.
struct Repetition {
  /// The common shape.
  let shape: [Int]
  /// Joined axes of the common shape, the innermost last.
  private var axes: [Axis] = []

  private struct Axis {
    var extent: Int
    let left: Bool
    let right: Bool
  }

  /// A matrix of an operand or of the result.
  struct Matrix {
    var offset: Int
    let rows: Int
    let columns: Int

    @inline(__always)
    func block<S: KernelScalar>(of storage: Storage<S>) -> Block<S> {
      storage.block(at: offset, rows: rows, columns: columns)
    }
  }

  init(_ left: [Int], _ right: [Int]) {
    let rank = max(left.count, right.count)
    var shape = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      let (l, r) = (axis - rank + left.count, axis - rank + right.count)
      let (one, other) = (l < 0 ? 1 : left[l], r < 0 ? 1 : right[r])
      precondition(one == other || one == 1 || other == 1, "shapes \(left) and \(right)")
      let extent = one == 1 ? other : one
      shape[axis] = extent
      guard extent != 1 else { continue }
      let (repeatsLeft, repeatsRight) = (one != extent, other != extent)
      if let last = axes.last, last.left == repeatsLeft, last.right == repeatsRight {
        axes[axes.count - 1].extent *= extent
      } else {
        axes.append(Axis(extent: extent, left: repeatsLeft, right: repeatsRight))
      }
    }
    self.shape = shape
    while axes.count < 2 { axes.insert(Axis(extent: 1, left: false, right: false), at: 0) }
  }

  /// Matrices of the result.
  var matrixCount: Int { axes.dropLast(2).reduce(1) { $0 * $1.extent } }

  /// Calls `body` with the matrices of `range` and the matrices of the operands that belong to
  /// them, with one row or column where they are repeated.
  func forEachMatrix(
    _ range: Range<Int>, _ body: (_ place: (result: Matrix, left: Matrix, right: Matrix)) -> Void
  ) {
    let (rows, columns) = (axes[axes.count - 2], axes[axes.count - 1])
    var result = Matrix(offset: 0, rows: rows.extent, columns: columns.extent)
    var left = Matrix(
      offset: 0, rows: rows.left ? 1 : rows.extent, columns: columns.left ? 1 : columns.extent)
    var right = Matrix(
      offset: 0, rows: rows.right ? 1 : rows.extent, columns: columns.right ? 1 : columns.extent)
    for index in range {
      result.offset = index * result.rows * result.columns
      (left.offset, right.offset) = (0, 0)
      var rest = index
      var (leftSize, rightSize) = (left.rows * left.columns, right.rows * right.columns)
      for axis in axes.dropLast(2).reversed() {
        let (quotient, place) = rest.quotientAndRemainder(dividingBy: axis.extent)
        if !axis.left {
          left.offset += place * leftSize
          leftSize *= axis.extent
        }
        if !axis.right {
          right.offset += place * rightSize
          rightSize *= axis.extent
        }
        rest = quotient
      }
      body((result, left, right))
    }
  }
}
