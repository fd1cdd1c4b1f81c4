import Testing

@testable import TensorCore

@Suite("Products with a packed matrix")
struct PackedMatrixTests {
  /// 1, around the length of a vector register, and two panels and a bit.
  private static func edges<S: KernelScalar>(_: S.Type) -> [Int] {
    let lanes = KernelSet.active.lanes(S.self)
    let panel = KernelSet.active.panelWidth(S.self)
    return Set([1, max(lanes - 1, 1), lanes, lanes + 1, 2 * panel + 3]).sorted()
  }

  private struct Problem<S: KernelScalar> {
    let rows, depth, columns: Int
    let left, right, start: [S]

    init(_ rows: Int, _ depth: Int, _ columns: Int) {
      var generator = RandomGenerator(seed: 3)
      func draw(_ count: Int) -> [S] { (0..<count).map { _ in S(generator.normal()) } }
      (self.rows, self.depth, self.columns) = (rows, depth, columns)
      right = draw(depth * columns)
      // Row 0 is the same whatever the number of rows.
      left = draw(rows * depth)
      start = (0..<rows * columns).map { S($0 % 7) - 3 }
    }

    /// The product into a window of a larger matrix, which must stay what it was.
    func found(
      transposed: Bool, accumulating: Bool, precision: ProductPrecision = .full
    ) -> [S] {
      let packed = PackedMatrix<S>(depth: depth, columns: columns, precision: precision)
      let rightStorage = Storage<S>(count: right.count)
      if transposed {
        let matrix = rightStorage.block(rows: columns, columns: depth)
        for k in 0..<depth { for j in 0..<columns { matrix[j, k] = right[k * columns + j] } }
        packed.pack(transposeOf: matrix)
      } else {
        let matrix = rightStorage.block(rows: depth, columns: columns)
        matrix.array = right
        packed.pack(matrix)
      }
      let leftStorage = Storage<S>(count: rows * (depth + 2))
      let leftBlock = leftStorage.block(rows: rows, columns: depth + 2).columns(1..<depth + 1)
      leftBlock.array = left
      let storage = Storage<S>(count: (rows + 1) * (columns + 3))
      let whole = storage.block(rows: rows + 1, columns: columns + 3)
      whole.fill(99)
      let result = whole.rows(0..<rows).columns(2..<columns + 2)
      result.array = start
      result.product(leftBlock, packed, accumulating: accumulating)
      let outside = whole.array.enumerated().filter { index, _ in
        let (row, column) = index.quotientAndRemainder(dividingBy: columns + 3)
        return row == rows || column < 2 || column >= columns + 2
      }
      #expect(outside.allSatisfy { $0.element == 99 }, "written outside the window")
      return result.array
    }

    /// The nearest number of 8 significant bits, ties to even.
    static func bfloat16(_ value: Float) -> Float {
      let unit = Float(sign: .plus, exponent: value.exponent - 7, significand: 1)
      return value == 0 ? 0 : (value / unit).rounded(.toNearestOrEven) * unit
    }

    /// The largest error of `values` in units of its bound.
    ///
    /// A sum of d + 1 terms in any order, products rounded or not: (d + 2) 2^-p times the sum of
    /// magnitudes.
    func error(
      _ values: [S], accumulating: Bool, precision: ProductPrecision = .full
    ) -> Double {
      func operand(_ values: [S]) -> [S] {
        precision == .full ? values : values.map { S(Self.bfloat16(Float($0))) }
      }
      let (left, right) = (operand(left), operand(right))
      var worst = 0.0
      for i in 0..<rows {
        for j in 0..<columns {
          var sum = accumulating ? Double(start[i * columns + j]) : 0
          var size = sum.magnitude
          for k in 0..<depth {
            let term = Double(left[i * depth + k]) * Double(right[k * columns + j])
            sum += term
            size += term.magnitude
          }
          // Twice: the reference, in Double, rounds as well.
          let bound = 2 * Double(depth + 2) * Double(S.ulpOfOne) / 2 * size
          worst = max(worst, (Double(values[i * columns + j]) - sum).magnitude / bound)
        }
      }
      return worst
    }
  }

  private func expectProduct<S: KernelScalar>(_ problem: Problem<S>) {
    for transposed in [false, true] {
      for accumulating in [false, true] {
        for precision in [ProductPrecision.full, .bfloat16] {
          let values = problem.found(
            transposed: transposed, accumulating: accumulating, precision: precision)
          let error = problem.error(values, accumulating: accumulating, precision: precision)
          #expect(
            error <= 1,
            "\(S.self) \(problem.rows) x \(problem.depth) x \(problem.columns): \(error)")
        }
      }
    }
  }

  @Test("Every depth and number of columns at the edges of registers and panels")
  func edges() {
    for depth in Self.edges(Float.self) {
      for columns in Self.edges(Float.self) { expectProduct(Problem<Float>(2, depth, columns)) }
    }
    for depth in Self.edges(Double.self) {
      for columns in Self.edges(Double.self) { expectProduct(Problem<Double>(2, depth, columns)) }
    }
  }

  @Test("Every number of rows", arguments: 0...14)
  func rows(count: Int) {
    expectProduct(Problem<Float>(count, 5, 19))
    expectProduct(Problem<Double>(count, 5, 19))
  }

  @Test("A row has the same bits whatever the number of rows")
  func rowBits() {
    func expectSame<S: KernelScalar>(_: S.Type) {
      for columns in Self.edges(S.self) {
        let alone = Problem<S>(1, 37, columns).found(transposed: true, accumulating: true)
        for rows in 2...13 {
          let problem = Problem<S>(rows, 37, columns)
          let found = problem.found(transposed: true, accumulating: true)
          #expect(Array(found[..<columns]) == alone, "\(S.self): row 0 of \(rows)")
        }
      }
    }
    expectSame(Float.self)
    expectSame(Double.self)
  }

  @Test("bfloat16 rounds to nearest, ties to even, and keeps zeros, infinity and NaN")
  func bfloat16() {
    // 1 + 2^-8 lies between 1 and 1 + 2^-7; 1 + 3 2^-8 between 1 + 2^-7 and 1 + 2^-6.
    let cases: [(Float, Float)] = [
      (1, 1), (1 + 0x1p-8, 1), (1 + 0x1.8p-8, 1 + 0x1p-7), (1 + 0x1.8p-7, 1 + 0x1p-6),
      (-1 - 0x1.02p-8, -1 - 0x1p-7), (0, 0), (-0.0, -0.0), (0x1p-100, 0x1p-100),
      (.infinity, .infinity), (.greatestFiniteMagnitude, .infinity),
    ]
    let storage = Storage<Float>(count: 1)
    let one = Storage<Float>(count: 1)
    let result = Storage<Float>(count: 1)
    one.row.fill(1)
    func rounded(_ value: Float) -> Float {
      let packed = PackedMatrix<Float>(depth: 1, columns: 1, precision: .bfloat16)
      storage.row.fill(value)
      packed.pack(storage.row)
      result.row.product(one.row, packed, accumulating: false)
      return result.row[0]
    }
    for (value, expected) in cases { #expect(rounded(value) == expected, "\(value)") }
    #expect(rounded(.nan).isNaN)
  }

  @Test("Operands of another shape are refused")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      let storage = Storage<Float>(count: 64)
      let packed = PackedMatrix<Float>(depth: 3, columns: 4)
      storage.block(rows: 2, columns: 4)
        .product(storage.block(at: 8, rows: 2, columns: 2), packed, accumulating: false)
    }
    await #expect(processExitsWith: .failure) {
      PackedMatrix<Float>(depth: 3, columns: 4)
        .pack(Storage<Float>(count: 12).block(rows: 4, columns: 3))
    }
  }
}
