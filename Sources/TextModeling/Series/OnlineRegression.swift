/// A linear regression by least squares over all that has come, whose weights are drawn towards
/// zero as by ``prior`` observations of size one.
package struct OnlineRegression: Sendable, Hashable, Codable {
  private static let prior = 4.0

  private var normal: NormalEquations
  private var weights: [Double]

  /// A regression on so many values and an intercept; on none it says nothing.
  package init(size: Int) {
    normal = NormalEquations(size: size + 1, ridge: Self.prior)
    weights = Array(repeating: 0, count: size + 1)
  }

  /// Whether its numbers make one of a size: those of a file may be anything.
  package func isSound(size: Int) -> Bool {
    normal.isSound && normal.size == size + 1 && weights.count == size + 1
      && weights.allSatisfy(\.isFinite)
  }

  /// What the values explain.
  package func value(of values: [Double]) -> Double {
    values.isEmpty
      ? 0 : weights[0] + zip(weights.dropFirst(), values).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Learns what came where these values were known.
  /// - Complexity: the cube of the size.
  package mutating func observe(_ target: Double, of values: [Double]) {
    guard !values.isEmpty else { return }
    normal.add([1] + values, target)
    if let found = normal.solve(Array(weights.indices)) { weights = found.weights }
  }
}
