import CKernels
import Testing

@Suite("Products of every kernel set")
struct KernelProductTests {
  /// A product left [m, k] x right [k, n] by one table, into a window of a larger matrix.
  private struct Product<R: KernelTested> {
    let m, k, n: Int
    let left, right, start: [R]

    init(_ m: Int, _ k: Int, _ n: Int) {
      var numbers = SeededNumbers(UInt64(m + 100 * k + 10_000 * n))
      func draw(_ count: Int) -> [R] { (0..<count).map { _ in numbers.number(-1...1) } }
      (self.m, self.k, self.n) = (m, k, n)
      left = draw(m * k)
      right = draw(k * n)
      start = draw(m * n)
    }

    private func width(_ kernels: recur_kernels) -> Int {
      (n + Int(kernels.panel_width) - 1) / Int(kernels.panel_width) * Int(kernels.panel_width)
    }

    /// The right operand packed as it is or, lying as its transpose, by rows.
    private func operand(transposed: Bool) -> (values: [R], rowStride: Int, columnStride: Int) {
      guard transposed else { return (right, n, 1) }
      return ((0..<k * n).map { right[$0 % k * n + $0 / k] }, 1, k)
    }

    func packed(_ kernels: recur_kernels, transposed: Bool, accumulate: Bool) -> [R] {
      var panels = [R](repeating: .nan, count: k * width(kernels))
      let (values, row, column) = operand(transposed: transposed)
      kernels.pack(&panels, values, k, n, row, column)
      return window { kernels.product($0, n + 3, left, k, panels, m, k, n, accumulate ? 1 : 0) }
    }

    func bfloat16(_ kernels: recur_kernels, transposed: Bool, accumulate: Bool) -> [R] {
      var panels = [UInt32](repeating: 0x7fc0_7fc0, count: (k + 1) / 2 * width(kernels))
      let (values, row, column) = operand(transposed: transposed)
      kernels.pack_bfloat16(&panels, values, k, n, row, column)
      return window {
        kernels.product_bfloat16($0, n + 3, left, k, panels, m, k, n, accumulate ? 1 : 0)
      }
    }

    /// left^T [k, m] . right [k, n].
    func transposed(_ kernels: recur_kernels, accumulate: Bool) -> [R] {
      let columns = (0..<k * m).map { left[$0 % m * k + $0 / m] }
      var scratch = [R](repeating: .nan, count: kernels.product_transposed_scratch(m, n) + 1)
      return window {
        kernels.product_transposed(
          $0, n + 3, columns, m, right, n, m, k, n, accumulate ? 1 : 0, &scratch)
      }
    }

    /// The same of operands rounded to bfloat16.
    func transposedBfloat16(_ kernels: recur_kernels, accumulate: Bool) -> [R] {
      let columns = (0..<k * m).map { left[$0 % m * k + $0 / m] }
      var scratch = [R](
        repeating: .nan, count: kernels.product_transposed_bfloat16_scratch(m, n) + 1)
      return scratch.withUnsafeMutableBytes { scratch in
        window {
          kernels.product_transposed_bfloat16(
            $0, n + 3, columns, m, right, n, m, k, n, accumulate ? 1 : 0, scratch.baseAddress)
        }
      }
    }

    private func window(_ body: (UnsafeMutablePointer<R>?) -> Void) -> [R] {
      var whole = [R](repeating: 99, count: (m + 1) * (n + 3))
      for i in 0..<m { for j in 0..<n { whole[i * (n + 3) + j] = start[i * n + j] } }
      whole.withUnsafeMutableBufferPointer { body($0.baseAddress) }
      for (index, value) in whole.enumerated() {
        let (i, j) = index.quotientAndRemainder(dividingBy: n + 3)
        if i == m || j >= n { #expect(value == 99, "written outside: \(i), \(j)") }
      }
      return (0..<m * n).map { whole[$0 / n * (n + 3) + $0 % n] }
    }
  }

  /// Elements are at most 1, so a sum of k terms errs by at most (k + 1)^2 roundings.
  private func expectEqual<R: KernelTested>(
    _ found: [R], _ expected: [R], _ k: Int, _ what: String
  ) {
    let bound = R((k + 1) * (k + 1)) * R.roundoff
    let worst = zip(found, expected).map { ($0 - $1).magnitude }.max() ?? 0
    #expect(worst <= bound, "\(what): \(worst) for \(bound)")
  }

  private func check<R: KernelTested>(_ set: String, _: R.Type, _ m: Int, _ k: Int, _ n: Int) {
    let (kernels, reference) = (
      KernelSets.kernels(set, R.self), KernelSets.kernels("reference", R.self)
    )
    let product = Product<R>(m, k, n)
    let what = "\(set) \(R.self) \(m) x \(k) x \(n)"
    for transposed in [false, true] {
      for accumulate in [false, true] {
        expectEqual(
          product.packed(kernels, transposed: transposed, accumulate: accumulate),
          product.packed(reference, transposed: false, accumulate: accumulate), k, what)
        expectEqual(
          product.bfloat16(kernels, transposed: transposed, accumulate: accumulate),
          product.bfloat16(reference, transposed: false, accumulate: accumulate), k,
          "bfloat16 \(what)")
      }
    }
    for accumulate in [false, true] {
      expectEqual(
        product.transposed(kernels, accumulate: accumulate),
        product.transposed(reference, accumulate: accumulate), k, "left^T \(what)")
      expectEqual(
        product.transposedBfloat16(kernels, accumulate: accumulate),
        product.transposedBfloat16(reference, accumulate: accumulate), k,
        "bfloat16, left^T \(what)")
    }
  }

  @Test(
    "equal reference at the edges of vectors, panels and tiles", arguments: KernelSets.vectorNames)
  func edges(set: String) {
    func sweep<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      let (lanes, panel) = (Int(kernels.lanes), Int(kernels.panel_width))
      for n in [1, lanes - 1, lanes, lanes + 1, panel - 1, panel, panel + 1, 2 * panel + lanes + 3]
      {
        for k in [1, lanes, lanes + 3] { check(set, R.self, 3, k, n) }
      }
      for m in 1...13 { check(set, R.self, m, 5, panel + 3) }
    }
    sweep(Float.self)
    sweep(Double.self)
  }

  @Test("sum over more rows than are taken at once", arguments: KernelSets.vectorNames)
  func deep(set: String) {
    check(set, Float.self, 7, 1101, 9)
    check(set, Double.self, 7, 1101, 9)
    // More rows of the left operand, and more columns of its transpose, than are rounded at once.
    check(set, Float.self, 200, 7, 9)
  }
}
