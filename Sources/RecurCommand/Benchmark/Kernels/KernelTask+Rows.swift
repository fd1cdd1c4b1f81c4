import Recur

extension KernelTask {
  /// Work on the rows of a matrix [rows, columns]: dropout, bias, its gradient, sums, the rows of
  /// tokens.
  static func rows<S: KernelScalar>(
    _: S.Type, _ rows: Int, _ columns: Int, vocabularySize: Int
  ) -> [KernelTask] {
    let count = rows * columns
    let shape = "\(rows)x\(columns)"
    func task(
      _ name: String, read: Int, operand: Int,
      _ work: @escaping @Sendable (_ out: Block<S>, _ operand: Storage<S>, Indices) -> Void
    ) -> KernelTask {
      KernelTask("\(name) \(shape)", S.self, read: read, written: count) {
        let (values, out) = (Storage<S>.random(operand), Storage<S>(count: count))
        let indices = IndexStorage.random(rows, below: vocabularySize)
        return KernelCall {
          work(out.block(rows: rows, columns: columns), values, indices.indices)
        }
      }
    }
    return [
      task("dropout", read: count, operand: count) { out, values, keys in
        out.dropout(
          values.block(rows: rows, columns: columns), rate: 0.5, key: BenchmarkModel.seed,
          rowKeys: keys)
      },
      task("broadcast", read: columns, operand: columns) { out, vector, _ in
        out.broadcast(vector.row)
      },
      task("add", read: count, operand: count) { out, values, _ in
        out.add(values.block(rows: rows, columns: columns))
      },
      // At most the rows that are asked for are read, however large the table.
      task(
        "gather", read: min(rows, vocabularySize) * columns,
        operand: vocabularySize * columns
      ) { out, table, indices in
        out.gather(table.block(rows: vocabularySize, columns: columns), indices)
      },
    ]
  }

  /// The gradient of a bias: the sums of the columns of [rows, columns].
  static func columnSums<S: KernelScalar>(_: S.Type, _ rows: Int, _ columns: Int) -> KernelTask {
    KernelTask(
      "column sums \(rows)x\(columns)", S.self, operations: rows * columns, read: rows * columns,
      written: columns
    ) {
      let (values, sums) = (Storage<S>.random(rows, columns), Storage<S>(count: columns))
      return KernelCall {
        sums.row.addColumnSums(values.block(rows: rows, columns: columns))
      }
    }
  }
}
