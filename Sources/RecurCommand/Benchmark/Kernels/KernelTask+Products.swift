import Recur

extension KernelTask {
  /// A product [m, k] x [k, n] with a packed right operand: a step forward, or an adjoint backward.
  static func product<S: KernelScalar>(
    _: S.Type, _ m: Int, _ k: Int, _ n: Int, in precision: ProductPrecision = .full
  ) -> KernelTask {
    KernelTask(
      "product \(m)x\(k) x \(k)x\(n)", S.self, precision, operations: 2 * m * k * n,
      read: m * k + (precision == .full ? k * n : k * n / 2), written: m * n
    ) {
      let (left, right) = (Storage<S>.random(m, k), Storage<S>.random(k, n))
      let out = Storage<S>(count: m * n)
      let packed = PackedMatrix<S>(depth: k, columns: n, precision: precision)
      packed.pack(right.block(rows: k, columns: n))
      return KernelCall {
        out.block(rows: m, columns: n).product(
          left.block(rows: m, columns: k), packed, accumulating: false)
      }
    }
  }

  /// A weight gradient [m, n] += [k, m]^T x [k, n], k = steps x sequences, nothing packed
  /// beforehand.
  static func weightGradient<S: KernelScalar>(
    _: S.Type, _ m: Int, _ k: Int, _ n: Int, in precision: ProductPrecision = .full
  ) -> KernelTask {
    KernelTask(
      "weight gradient \(m)x\(k) x \(k)x\(n)", S.self, precision, operations: 2 * m * k * n,
      read: k * m + k * n, written: m * n
    ) {
      let (left, right) = (Storage<S>.random(k, m), Storage<S>.random(k, n))
      let out = Storage<S>(count: m * n)
      let scratch = Storage<S>(
        count: Block<S>.transposedProductScratch(rows: m, columns: n, precision: precision))
      return KernelCall {
        out.block(rows: m, columns: n).addProductTransposed(
          left.block(rows: k, columns: m), right.block(rows: k, columns: n), precision: precision,
          scratch: scratch.row)
      }
    }
  }

  /// Packing a right operand [k, n] into panels, as it lies or from its transpose.
  static func pack<S: KernelScalar>(
    _: S.Type, _ k: Int, _ n: Int, transposed: Bool, in precision: ProductPrecision = .full
  ) -> KernelTask {
    KernelTask(
      "pack \(transposed ? "transpose " : "")\(k)x\(n)", S.self, precision, read: k * n,
      written: precision == .full ? k * n : k * n / 2
    ) {
      let (rows, columns) = transposed ? (n, k) : (k, n)
      let matrix = Storage<S>.random(rows, columns)
      let packed = PackedMatrix<S>(depth: k, columns: n, precision: precision)
      return KernelCall {
        let block = matrix.block(rows: rows, columns: columns)
        if transposed { packed.pack(transposeOf: block) } else { packed.pack(block) }
      }
    }
  }

  /// [columns, rows] += the transpose of [rows, columns].
  static func addTranspose<S: KernelScalar>(
    _: S.Type, _ rows: Int, _ columns: Int
  ) -> KernelTask {
    KernelTask(
      "add transpose \(rows)x\(columns)", S.self, read: rows * columns, written: rows * columns
    ) {
      let (matrix, out) = (Storage<S>.random(rows, columns), Storage<S>(count: rows * columns))
      return KernelCall {
        out.block(rows: columns, columns: rows).addTranspose(
          matrix.block(rows: rows, columns: columns))
      }
    }
  }
}
