package import Differentiation
package import SequenceModels
package import TensorCore

/// A stack of recurrent layers over sequences, as one function with back-propagation through time
/// as its pullback.
///
///     inputs: x [N, T, m] and the parameters of all layers in the order of their layout
///     output: h of the top layer, [N, T, n] or of the last step [N, n]
///
/// Threads share the sequences; the gradient of the parameters is the sum of theirs in a fixed
/// order, so that its bits depend on how many there are.
package struct RecurrentSequences<S: KernelScalar>: Primitive {
  let stack: RecurrentStack
  let layout: ParameterLayout
  let givesSequences: Bool
  let pool: WorkerPool

  package init(
    stack: RecurrentStack, layout: ParameterLayout, givesSequences: Bool, pool: WorkerPool
  ) {
    self.stack = stack
    self.layout = layout
    self.givesSequences = givesSequences
    self.pool = pool
  }

  package var name: String { "\(type(of: stack.layers[0].cell)) x \(stack.layers.count)" }

  /// The packed weights, and what each thread keeps of its sequences.
  package struct Record: Sendable {
    let packed: PackedStack<S>
    let slices: [Slice]
  }

  /// The sequences `range` of a batch and their tape; the vectors that they are fed [T B, m].
  struct Slice: Sendable {
    let range: Range<Int>
    let tape: StackTape<S>
    let vectors: Storage<S>
  }

  /// m
  private var inputSize: Int { stack.layers[0].inputSize }

  package func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Record) {
    let (count, steps) = (inputs[0].shape[0], inputs[0].shape[1])
    let packed = PackedStack<S>(stack, takesSymbols: false, trains: true, precision: .full)
    flat(Array(inputs.dropFirst())).withBlock { packed.pack($0) }
    let workers = min(pool.count, max(count, 1))
    let slices = (0..<workers).map { worker in
      let range = count * worker / workers..<count * (worker + 1) / workers
      return Slice(
        range: range,
        tape: StackTape(
          stack, steps: steps, rows: range.count, trains: true, keepsActivations: true),
        vectors: Storage(count: steps * range.count * inputSize, cleared: false))
    }
    let record = Record(packed: packed, slices: slices)
    return (run(inputs[0], record, steps), record)
  }

  /// All parameters [P] in one row.
  func flat(_ parameters: [Tensor<S>]) -> Tensor<S> {
    Tensor(uninitialized: [layout.count]) { row in
      for (block, values) in zip(layout.blocks, parameters) {
        values.withBlock { row.columns(block.range).copy(from: $0) }
      }
    }
  }

  @specialized(where S == Float)
  private func run(_ x: Tensor<S>, _ record: Record, _ steps: Int) -> Tensor<S> {
    let size = stack.hiddenSize
    let top = stack.layers.count - 1
    let shape = givesSequences ? [x.shape[0], steps, size] : [x.shape[0], size]
    return Tensor(uninitialized: shape) { output in
      x.withBlock { x in
        pool.run(pieces: record.slices.count) { worker in
          let slice = record.slices[worker]
          guard !slice.range.isEmpty else { return }
          let vectors = slice.vectors.block(
            rows: steps * slice.range.count, columns: inputSize)
          slice.exchange(x, steps: steps, size: inputSize) { vectors.row($0).copy(from: $1) }
          record.packed.forward(
            slice.tape, steps: 0..<steps, input: .dense(vectors), mask: nil, dropoutKey: nil)
          let states = slice.tape.output(top, 0..<steps)
          if givesSequences {
            slice.exchange(output, steps: steps, size: size) { $1.copy(from: states.row($0)) }
          } else {
            output.reshaped(rows: output.count / size, columns: size).rows(slice.range)
              .copy(from: states.step(steps - 1, of: slice.range.count))
          }
        }
      }
    }
  }

  package func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Record>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let x = point.inputs[0]
    let gradients = point.record.slices.map { _ in Storage<S>(count: layout.count) }
    let inputAdjoint = Tensor<S>(uninitialized: x.shape) { target in
      goBack(adjoint, point.record, steps: x.shape[1], inputAdjoint: target, gradients)
    }
    defer { withExtendedLifetime(gradients) {} }
    let sum = gradients[0].row
    for gradient in gradients.dropFirst() { sum.add(gradient.row) }
    return [inputAdjoint]
      + layout.blocks.map { block in
        Tensor(uninitialized: block.shape) { $0.copy(from: sum.columns(block.range)) }
      }
  }

  @specialized(where S == Float)
  private func goBack(
    _ adjoint: Tensor<S>, _ record: Record, steps: Int, inputAdjoint: Block<S>,
    _ gradients: [Storage<S>]
  ) {
    let size = stack.hiddenSize
    let top = stack.layers.count - 1
    let scratchSize = record.packed.layers.map(\.gradientScratch).max() ?? 0
    adjoint.withBlock { adjoint in
      pool.run(pieces: record.slices.count) { worker in
        let slice = record.slices[worker]
        let rows = slice.range.count
        guard rows > 0 else { return }
        let states = slice.tape.outputAdjoint(top, 0..<steps)
        if givesSequences {
          slice.exchange(adjoint, steps: steps, size: size) { states.row($0).copy(from: $1) }
        } else {
          states.fill(0)
          states.step(steps - 1, of: rows).copy(
            from: adjoint.reshaped(rows: adjoint.count / size, columns: size).rows(slice.range))
        }
        let (belowStorage, scratch) = (
          Storage<S>(count: steps * rows * inputSize, cleared: false),
          Storage<S>(count: scratchSize, cleared: false)
        )
        defer { withExtendedLifetime((belowStorage, scratch)) {} }
        let below = belowStorage.block(rows: steps * rows, columns: inputSize)
        record.packed.backward(
          slice.tape, steps: 0..<steps,
          input: .dense(slice.vectors.block(rows: steps * rows, columns: inputSize)), mask: nil,
          dropoutKey: nil, inputAdjoint: below,
          gradient: ParameterGradient(
            parameters: gradients[worker].row,
            scratch: scratch.row))
        slice.exchange(inputAdjoint, steps: steps, size: inputSize) { $1.copy(from: below.row($0)) }
      }
    }
  }
}

extension RecurrentSequences.Slice {
  /// Calls `body` for each step of each sequence with its row of a time-major matrix [T B, ...] and
  /// its part of `batch` [N, T, ...].
  func exchange(
    _ batch: Block<S>, steps: Int, size: Int, _ body: (_ row: Int, _ part: Block<S>) -> Void
  ) {
    let parts = batch.reshaped(rows: batch.count / size, columns: size)
    for (place, sequence) in range.enumerated() {
      for step in 0..<steps {
        body(step * range.count + place, parts.row(sequence * steps + step))
      }
    }
  }
}
