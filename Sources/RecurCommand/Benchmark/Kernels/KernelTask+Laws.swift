import Recur

/// The operands of a cell's law: `rows` sequences of `n` hidden units.
///
/// Size: (3 G + 10) rows n + 6 n elements for G gates.
private struct LawOperands<S: KernelScalar>: Sendable {
  let rows: Int
  let n: Int
  let gateCount: Int
  // The gates before the law, the gates, their adjoints: each [rows, G n].
  let first, gates, gateAdjoints: Storage<S>
  // h and c before and after the step, two planes [rows, n] each.
  let before, after: Storage<S>
  // tanh(c) or r h_previous, adjoints of h, of the previous h, of c, of r h_previous: [rows, n]
  // each.
  let auxiliary, output, previous, memory, reset: Storage<S>
  // p_i, p_f, p_o and their gradients: [3 n].
  let peepholes, peepholeGradient: Storage<S>

  init(_ rows: Int, _ n: Int, gates gateCount: Int) {
    (self.rows, self.n, self.gateCount) = (rows, n, gateCount)
    func plane(_ planes: Int = 1) -> Storage<S> { .random(planes * rows * n) }
    (first, gates, gateAdjoints) = (plane(gateCount), plane(gateCount), plane(gateCount))
    (before, after) = (plane(2), plane(2))
    (auxiliary, output, previous, memory) = (plane(), plane(), plane(), plane())
    reset = plane()
    (peepholes, peepholeGradient) = (.random(3 * n), .random(3 * n))
  }

  func gateBlock(_ storage: Storage<S>) -> Block<S> {
    storage.block(rows: rows, columns: gateCount * n)
  }
  func block(_ storage: Storage<S>) -> Block<S> { storage.block(rows: rows, columns: n) }
  func planes(_ storage: Storage<S>, _ count: Int) -> Planes<S> {
    storage.planes(count, rows: rows, columns: n)
  }

  /// A law that turns the gates from pre-activations into activations in place.
  func inPlace(_ law: @escaping (Self) -> Void) -> KernelCall {
    KernelCall(
      restore: { gateBlock(gates).copy(from: gateBlock(first)) }, work: { law(self) })
  }
}

extension KernelTask {
  /// tanh and its backward law.
  static func elman<S: KernelScalar>(_: S.Type, _ rows: Int, _ n: Int) -> [KernelTask] {
    [
      KernelTask("rnn forward \(rows)x\(n)", S.self, read: rows * n, written: rows * n) {
        let operands = LawOperands<S>(rows, n, gates: 1)
        return KernelCall {
          operands.gateBlock(operands.gates).elmanForward(
            operands.planes(operands.before, 1), operands.planes(operands.after, 1),
            rectifier: false, mask: nil)
        }
      },
      KernelTask("rnn backward \(rows)x\(n)", S.self, read: 2 * rows * n, written: rows * n) {
        let operands = LawOperands<S>(rows, n, gates: 1)
        return KernelCall {
          operands.gateBlock(operands.gates).elmanBackward(
            next: operands.planes(operands.after, 1),
            outputAdjoint: operands.block(operands.output),
            previousAdjoint: operands.block(operands.previous), rectifier: false, mask: nil)
        }
      },
    ]
  }

  /// The LSTM's laws, with or without peepholes.
  static func lstm<S: KernelScalar>(
    _: S.Type, _ rows: Int, _ n: Int, peepholes: Bool = false, capped: Bool = false
  ) -> [KernelTask] {
    let size = rows * n
    let name = peepholes ? "peephole-lstm" : capped ? "capped-lstm" : "lstm"
    return [
      KernelTask(
        "\(name) forward \(rows)x\(n)", S.self, read: size + (peepholes ? 3 * n : 0),
        written: 7 * size
      ) {
        LawOperands<S>(rows, n, gates: 4).inPlace { operands in
          operands.gateBlock(operands.gates).lstmForward(
            operands.planes(operands.before, 2), operands.planes(operands.after, 2),
            auxiliary: operands.planes(operands.auxiliary, 1),
            peepholes: peepholes ? operands.peepholes.row : nil, capped: capped, mask: nil)
        }
      },
      KernelTask(
        "\(name) backward \(rows)x\(n)", S.self,
        read: 7 * size + (peepholes ? size + 3 * n : 0),
        written: 5 * size + (peepholes ? 3 * n : 0)
      ) {
        let operands = LawOperands<S>(rows, n, gates: 4)
        return KernelCall {
          operands.gateBlock(operands.gates).lstmBackward(
            into: operands.gateBlock(operands.gateAdjoints),
            previous: operands.planes(operands.before, 2),
            next: operands.planes(operands.after, 2),
            auxiliary: operands.planes(operands.auxiliary, 1),
            outputAdjoint: operands.block(operands.output),
            previousAdjoint: operands.block(operands.previous),
            cellAdjoint: operands.block(operands.memory),
            peepholes: peepholes ? operands.peepholes.row : nil,
            peepholeGradient: peepholes ? operands.peepholeGradient.row : nil, capped: capped,
            mask: nil)
        }
      },
    ]
  }

  /// The laws of the GRU with its reset gate after the product.
  static func gruAfter<S: KernelScalar>(_: S.Type, _ rows: Int, _ n: Int) -> [KernelTask] {
    let size = rows * n
    return [
      KernelTask("gru forward \(rows)x\(n)", S.self, read: 2 * size, written: 4 * size) {
        LawOperands<S>(rows, n, gates: 4).inPlace { operands in
          operands.gateBlock(operands.gates).gruAfterForward(
            operands.planes(operands.before, 1), operands.planes(operands.after, 1), mask: nil)
        }
      },
      KernelTask("gru backward \(rows)x\(n)", S.self, read: 6 * size, written: 5 * size) {
        let operands = LawOperands<S>(rows, n, gates: 4)
        return KernelCall {
          operands.gateBlock(operands.gates).gruAfterBackward(
            into: operands.gateBlock(operands.gateAdjoints),
            previous: operands.planes(operands.before, 1),
            outputAdjoint: operands.block(operands.output),
            previousAdjoint: operands.block(operands.previous), mask: nil)
        }
      },
    ]
  }

  /// The laws of the GRU with its reset gate before the product, both halves without the product
  /// between them.
  static func gruBefore<S: KernelScalar>(_: S.Type, _ rows: Int, _ n: Int) -> [KernelTask] {
    let size = rows * n
    return [
      KernelTask(
        "reset-before-gru forward \(rows)x\(n)", S.self, read: size, written: 5 * size
      ) {
        LawOperands<S>(rows, n, gates: 3).inPlace { operands in
          let (gates, before) = (
            operands.gateBlock(operands.gates), operands.planes(operands.before, 1)
          )
          gates.gruBeforeReset(before, reset: operands.block(operands.auxiliary), mask: nil)
          gates.gruBeforeOutput(before, operands.planes(operands.after, 1), mask: nil)
        }
      },
      KernelTask(
        "reset-before-gru backward \(rows)x\(n)", S.self, read: 6 * size, written: 4 * size
      ) {
        let operands = LawOperands<S>(rows, n, gates: 3)
        return KernelCall {
          let (gates, adjoints) = (
            operands.gateBlock(operands.gates), operands.gateBlock(operands.gateAdjoints)
          )
          let before = operands.planes(operands.before, 1)
          gates.gruBeforeOutputBackward(
            into: adjoints, previous: before, outputAdjoint: operands.block(operands.output),
            previousAdjoint: operands.block(operands.previous), mask: nil)
          gates.gruBeforeResetBackward(
            into: adjoints, previous: before, resetAdjoint: operands.block(operands.reset),
            previousAdjoint: operands.block(operands.previous), mask: nil)
        }
      },
    ]
  }
}
