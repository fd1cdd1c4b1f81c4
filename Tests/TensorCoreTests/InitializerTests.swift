import TensorCore
import Testing

@Suite("Initialisers")
struct InitializerTests {
  private func drawn(
    _ initializer: Initializer, rows: Int, columns: Int, seed: UInt64 = 1
  ) -> [[Double]] {
    let storage = Storage<Double>(count: rows * columns)
    let block = storage.block(rows: rows, columns: columns)
    block.fill(.nan)
    var generator = RandomGenerator(seed: seed)
    initializer.fill(block, using: &generator)
    return (0..<rows).map { block.rows($0..<$0 + 1).array }
  }

  @Test(
    "Uniform ones have their variance, and their bound is the root of three times it",
    arguments: [
      (Initializer.uniform(0.3), 0.03), (.lecun, 1.0 / 200), (.glorot, 2.0 / 250), (.he, 2.0 / 200),
    ])
  func variance(initializer: Initializer, variance: Double) {
    let values = drawn(initializer, rows: 50, columns: 200).flatMap(\.self)
    let count = Double(values.count)
    let bound = (3 * variance).squareRoot()
    #expect(values.allSatisfy { $0.magnitude <= bound * (1 + 0x1p-50) })
    let mean = values.reduce(0, +) / count
    #expect(mean.magnitude <= 5 * (variance / count).squareRoot())
    let square = values.reduce(0) { $0 + $1 * $1 } / count
    // x^2 of a uniform x has the variance b^4 (1/5 - 1/9) = 4/5 variance^2.
    #expect((square - variance).magnitude <= 5 * variance * (0.8 / count).squareRoot())
  }

  @Test(
    "Normal ones have their variance and the fourth moment of a normal number",
    arguments: [
      (Initializer.normal(deviation: 0.3), 0.09), (.lecunNormal, 1.0 / 200),
      (.glorotNormal, 2.0 / 250), (.heNormal, 2.0 / 200),
    ])
  func normal(initializer: Initializer, variance: Double) {
    let values = drawn(initializer, rows: 50, columns: 200).flatMap(\.self)
    let count = Double(values.count)
    #expect((values.reduce(0, +) / count).magnitude <= 5 * (variance / count).squareRoot())
    let square = values.reduce(0) { $0 + $1 * $1 } / count
    #expect((square - variance).magnitude <= 5 * variance * (2 / count).squareRoot())
    let fourth = values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count
    // The variance of x^4 is 105 - 9 = 96 times that of x to the fourth.
    let expected = 3 * variance * variance
    #expect((fourth - expected).magnitude <= 5 * variance * variance * (96 / count).squareRoot())
  }

  @Test("A filter's fan-out is that of all its places")
  func fanOut() {
    let storage = Storage<Double>(count: 10_000)
    var generator = RandomGenerator(seed: 1)
    Initializer.glorot.fill(
      storage.block(rows: 50, columns: 200), fanOut: 1000, using: &generator)
    let bound = (6.0 / 1200).squareRoot()
    let largest = storage.row.largestMagnitude
    #expect(largest <= bound && largest > 0.95 * bound)
  }

  @Test("Zeros are zeros, constants constant")
  func zeros() {
    #expect(drawn(.zeros, rows: 2, columns: 3) == [[0, 0, 0], [0, 0, 0]])
    #expect(drawn(.constant(2.5), rows: 1, columns: 2) == [[2.5, 2.5]])
  }

  @Test(
    "An orthogonal matrix has orthonormal rows or columns, whichever are fewer",
    arguments: [(1, 1), (6, 6), (4, 9), (9, 4), (33, 33)])
  func orthogonal(rows: Int, columns: Int) {
    let matrix = drawn(.orthogonal, rows: rows, columns: columns)
    let vectors =
      rows <= columns ? matrix : (0..<columns).map { column in matrix.map { $0[column] } }
    for (i, left) in vectors.enumerated() {
      for (j, right) in vectors.enumerated() {
        let product = zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
        #expect((product - (i == j ? 1 : 0)).magnitude <= 1e-14)
      }
    }
  }

  @Test(
    "The same seed draws the same matrix, another another",
    arguments: [Initializer.glorot, .orthogonal])
  func seeds(initializer: Initializer) {
    let first = drawn(initializer, rows: 4, columns: 4)
    #expect(drawn(initializer, rows: 4, columns: 4) == first)
    #expect(drawn(initializer, rows: 4, columns: 4, seed: 2) != first)
  }

  @Test("A window of a matrix is filled and nothing else")
  func window() {
    let storage = Storage<Float>(count: 12)
    var generator = RandomGenerator(seed: 1)
    Initializer.glorot.fill(storage.block(rows: 3, columns: 4).columns(1..<3), using: &generator)
    let values = storage.row.array
    #expect(values.indices.allSatisfy { (values[$0] != 0) == [1, 2].contains($0 % 4) })
  }
}
