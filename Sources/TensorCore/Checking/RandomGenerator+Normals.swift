extension RandomGenerator {
  /// Numbers of the standard normal distribution.
  package mutating func normals(_ count: Int) -> [Double] {
    (0..<count).map { _ in normal() }
  }
}
