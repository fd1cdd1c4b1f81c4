internal import Foundation

/// The sums of a linear least-squares problem, of which any columns may be solved for.
struct NormalEquations: Sendable, Hashable, Codable {
  let size: Int
  /// Rows added.
  private(set) var count = 0
  /// X'X [size, size], X'y [size], y'y.
  private var products: [Double]
  private var right: [Double]
  private var squares = 0.0

  /// - Parameter ridge: what the squares of every column begin with.
  init(size: Int, ridge: Double = 0) {
    self.size = size
    products = Array(repeating: 0, count: size * size)
    right = Array(repeating: 0, count: size)
    for column in 0..<size { products[column * size + column] = ridge }
  }

  /// Whether its sums are of its size: those of a file may be anything.
  var isSound: Bool {
    size > 0 && size <= 1 << 10 && products.count == size * size && right.count == size
  }

  mutating func add(_ row: [Double], _ target: Double) {
    precondition(row.count == size, "row of \(row.count) for \(size) columns")
    for i in 0..<size {
      for j in 0...i { products[i * size + j] += row[i] * row[j] }
      right[i] += row[i] * target
    }
    squares += target * target
    count += 1
  }

  /// The weights of some columns in ascending order and what is left of the squares, by a Cholesky
  /// decomposition with a ridge of 1e-10 of the diagonal; nil where rounding leaves none.
  func solve(_ columns: [Int]) -> (weights: [Double], squares: Double)? {
    let n = columns.count
    var factor = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        var sum = products[columns[i] * size + columns[j]]
        if i == j { sum *= 1 + 1e-10 }
        for k in 0..<j { sum -= factor[i * n + k] * factor[j * n + k] }
        if i == j {
          guard sum > 0 else { return nil }
          factor[i * n + i] = sum.squareRoot()
        } else {
          factor[i * n + j] = sum / factor[j * n + j]
        }
      }
    }
    var weights = columns.map { right[$0] }
    for i in 0..<n {
      for k in 0..<i { weights[i] -= factor[i * n + k] * weights[k] }
      weights[i] /= factor[i * n + i]
    }
    let explained = weights.reduce(0) { $0 + $1 * $1 }
    for i in (0..<n).reversed() {
      for k in i + 1..<n { weights[i] -= factor[k * n + i] * weights[k] }
      weights[i] /= factor[i * n + i]
    }
    return (weights, max(squares - explained, 0))
  }
}

extension Double {
  static func logarithm(_ value: Double) -> Double { log(value) }
}
