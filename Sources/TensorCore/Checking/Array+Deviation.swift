extension [Double] {
  /// The largest difference, relative to the largest magnitude of `expected` or to `floor`;
  /// infinite if a value is not finite.
  package func deviation(from expected: [Double], floor: Double) -> Double {
    guard count == expected.count else { return .infinity }
    var (error, scale) = (0.0, floor)
    for (value, expected) in zip(self, expected) {
      guard value.isFinite, expected.isFinite else { return .infinity }
      error = Swift.max(error, (value - expected).magnitude)
      scale = Swift.max(scale, expected.magnitude)
    }
    return error / scale
  }

  /// How many elements differ in their bits.
  package func differingBits(from expected: [Double]) -> Double {
    guard count == expected.count else { return .infinity }
    return Double(zip(self, expected).count { $0.bitPattern != $1.bitPattern })
  }

  /// The scalar product.
  package func dot(_ other: [Double]) -> Double {
    zip(self, other).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
