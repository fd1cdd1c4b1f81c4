import CKernels
import Testing

/// These kernels round as the reference does, so they agree to the bit. What they write is followed
/// by elements that they must leave alone.
@Suite("Kernels: rows and elements")
struct KernelRowTests {
  /// Runs `body` on the set and on the reference, in both precisions and in all sizes.
  static func compare(
    _ set: String,
    _ float: (recur_kernels, Int) -> [Float], _ double: (recur_kernels, Int) -> [Double]
  ) {
    for size in Float.sizes(KernelSets.kernels(set, Float.self)) {
      #expect(
        sameBits(
          float(KernelSets.kernels(set, Float.self), size),
          float(KernelSets.kernels("reference", Float.self), size)), "Float, \(size)")
      #expect(
        sameBits(
          double(KernelSets.kernels(set, Double.self), size),
          double(KernelSets.kernels("reference", Double.self), size)), "Double, \(size)")
    }
  }

  static let indices: [Int32] = [2, -1, 0, 2, 4, 2]

  @Test("gather copies or adds rows, a negative index is zeros", arguments: KernelSets.vectorNames)
  func gather(set: String) {
    func run<R: KernelTested>(_ kernels: recur_kernels, _ width: Int) -> [R] {
      var numbers = SeededNumbers(1)
      let table: [R] = numbers.array(5 * (width + 1))
      var copied: [R] = numbers.array(6 * (width + 2))
      var added = copied
      kernels.gather(6, width, &copied, width + 2, table, width + 1, Self.indices, 0)
      kernels.gather(6, width, &added, width + 2, table, width + 1, Self.indices, 1)
      return copied + added
    }
    Self.compare(set, run, run)
  }

  @Test("gather: row by row", arguments: KernelSets.names)
  func gatherRows(set: String) {
    let table: [Float] = [1, 2, 3, 4]
    let kernels = KernelSets.kernels(set, Float.self)
    var out: [Float] = [9, 9, 9, 9]
    kernels.gather(2, 2, &out, 2, table, 2, [1, -1], 0)
    #expect(out == [3, 4, 0, 0])
    kernels.gather(2, 2, &out, 2, table, 2, [-1, 0], 1)
    #expect(out == [3, 4, 1, 2])
  }

  @Test("scatter adds repeated rows in order", arguments: KernelSets.vectorNames)
  func scatterAdd(set: String) {
    func run<R: KernelTested>(_ kernels: recur_kernels, _ width: Int) -> [R] {
      var numbers = SeededNumbers(2)
      var table: [R] = numbers.array(5 * (width + 1))
      let rows: [R] = numbers.array(6 * (width + 2))
      kernels.scatter_add(6, width, &table, width + 1, rows, width + 2, Self.indices)
      return table
    }
    Self.compare(set, run, run)
  }

  @Test("broadcast, column sums and transposed addition", arguments: KernelSets.vectorNames)
  func matrices(set: String) {
    func run<R: KernelTested>(_ kernels: recur_kernels, _ width: Int) -> [R] {
      var numbers = SeededNumbers(3)
      let vector: [R] = numbers.array(width + 17)
      let matrix: [R] = numbers.array(19 * (width + 2))
      var spread: [R] = numbers.array(19 * (width + 1))
      kernels.broadcast(19, width, &spread, width + 1, vector)
      var sums = vector
      kernels.column_sums(19, width, &sums, matrix, width + 2)
      var transposed: [R] = numbers.array(width * 20)
      kernels.transpose_add(19, width, &transposed, 20, matrix, width + 2)
      return spread + sums + transposed
    }
    Self.compare(set, run, run)
  }

  @Test("add, scale and approach", arguments: KernelSets.vectorNames)
  func elements(set: String) {
    func run<R: KernelTested>(_ kernels: recur_kernels, _ count: Int) -> [R] {
      var numbers = SeededNumbers(4)
      let left: [R] = numbers.array(count + 17)
      let right: [R] = numbers.array(count + 17)
      var (sum, scaled, near) = (left, left, left)
      kernels.add(&sum, right, count)
      kernels.scale(&scaled, 0.37, count)
      kernels.approach(&near, right, 0.37, count)
      return sum + scaled + near
    }
    Self.compare(set, run, run)
  }

  @Test("approach goes a share of the way, and stays where it is", arguments: KernelSets.names)
  func approach(set: String) {
    let kernels = KernelSets.kernels(set, Double.self)
    var values = [1.0, -2, 0.1]
    kernels.approach(&values, [3, -2, 0.1], 0.25, 3)
    #expect(values == [1.5, -2, 0.1])
  }

  @Test("clamping counts what it moved and leaves NaN", arguments: KernelSets.names)
  func clampCount(set: String) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      for size in R.sizes(kernels) where size >= 3 {
        var numbers = SeededNumbers(5)
        var values: [R] = numbers.array(size, -2...2)
        values[0] = .nan
        values[1] = -.infinity
        values[2] = 0.5
        let expected = values.map { $0.isNaN ? $0 : min(max($0, -0.5), 0.5) }
        let outside = values.count { abs($0) > 0.5 }
        #expect(kernels.clamp_count(&values, 0.5, size) == outside)
        #expect(sameBits(values, expected))
      }
    }
    check(Float.self)
    check(Double.self)
  }

  /// A sum of n squares in double precision errs by at most n u of itself, in either order.
  @Test("the sum of squares is a Double sum", arguments: KernelSets.names)
  func sumOfSquares(set: String) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      for size in R.sizes(kernels) {
        var numbers = SeededNumbers(6)
        var values: [R] = numbers.array(size, -1e3...1e3)
        let exact = values.reduce(0.0) { $0 + Double($1) * Double($1) }
        let sum = kernels.sum_of_squares(values, size)
        #expect(abs(sum - exact) <= 2 * Double(size + 1) * Double.roundoff * exact)
        for bad in [R.nan, R.infinity, -R.infinity] {
          values[size / 2] = bad
          #expect(!kernels.sum_of_squares(values, size).isFinite)
        }
      }
      #expect(kernels.sum_of_squares([R](), 0) == 0)
    }
    check(Float.self)
    check(Double.self)
    let large = [Float](repeating: .greatestFiniteMagnitude, count: 9)
    #expect(KernelSets.kernels(set, Float.self).sum_of_squares(large, 9).isFinite)
  }
}
