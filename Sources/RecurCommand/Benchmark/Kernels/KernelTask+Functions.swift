import Recur

extension KernelTask {
  /// exp, tanh and sigmoid over the elements of [rows, columns].
  static func functions<S: KernelScalar>(_: S.Type, _ rows: Int, _ columns: Int) -> [KernelTask] {
    let count = rows * columns
    func task(
      _ name: String, _ function: @escaping @Sendable (Block<S>, Block<S>) -> Void
    ) -> KernelTask {
      KernelTask("\(name) \(rows)x\(columns)", S.self, read: count, written: count) {
        let (values, out) = (Storage<S>.random(count), Storage<S>(count: count))
        return KernelCall { function(out.row, values.row) }
      }
    }
    return [
      task("exp") { $0.exponential(of: $1) }, task("tanh") { $0.tanh(of: $1) },
      task("sigmoid") { $0.sigmoid(of: $1) },
    ]
  }

  /// Softmax, cross-entropy and its gradient, the logits being replaced by it.
  static func crossEntropy<S: KernelScalar>(
    _: S.Type, _ rows: Int, classes: Int
  ) -> KernelTask {
    KernelTask(
      "softmax cross-entropy \(rows)x\(classes)", S.self, read: 0, written: rows * (classes + 1)
    ) {
      let (first, logits) = (Storage<S>.random(rows, classes), Storage<S>.random(rows, classes))
      let (targets, losses) = (
        IndexStorage.random(rows, below: classes), Storage<S>(count: rows)
      )
      return KernelCall(
        restore: { logits.row.copy(from: first.row) },
        work: {
          logits.block(rows: rows, columns: classes).softmaxCrossEntropy(
            targets: targets.indices, losses: losses.row, gradientScale: 1 / Double(rows))
        })
    }
  }

  /// Logits into probabilities, as sampling does.
  static func softmax<S: KernelScalar>(_: S.Type, _ rows: Int, classes: Int) -> KernelTask {
    KernelTask("softmax \(rows)x\(classes)", S.self, read: 0, written: rows * classes) {
      let (first, logits) = (Storage<S>.random(rows, classes), Storage<S>.random(rows, classes))
      return KernelCall(
        restore: { logits.row.copy(from: first.row) },
        work: { logits.block(rows: rows, columns: classes).softmax() })
    }
  }
}
