package import Differentiation
internal import SequenceModels
package import TensorCore

// Tangents go forward in time, step by step, by the local Jacobian of the cell:
//
//     z_t. = W x_t. + W. x_t + U h_{t-1}. + U. h_{t-1} + b.
//     s_t. = dS s_{t-1}. + dZ z_t. + dRho rho.
extension RecurrentSequences {
  package func pushforward(
    _ tangents: [Tensor<S>?], at point: Evaluation<S, Record>
  ) -> Tensor<S> {
    let x = point.inputs[0]
    let steps = x.shape[1]
    let parameters = flat(
      zip(tangents.dropFirst(), layout.blocks).map { $0 ?? Tensor(zeros: $1.shape) })
    let packed = PackedStack<S>(stack, takesSymbols: false, trains: false, precision: .full)
    parameters.withBlock { packed.pack($0) }
    let inputTangent = tangents[0] ?? Tensor(zeros: x.shape)
    return Tensor(uninitialized: point.output.shape) { output in
      Tensor.withBlocks([inputTangent]) { blocks in
        for slice in point.record.slices where !slice.range.isEmpty {
          let run = TangentRun(
            slice: slice, weights: point.record.packed, tangents: packed, steps: steps,
            inputSize: x.shape[2])
          slice.exchange(blocks[0], steps: steps, size: x.shape[2]) {
            run.vectors.row($0).copy(from: $1)
          }
          for layer in stack.layers.indices { run.advance(layer) }
          let states = run.outputs
          if givesSequences {
            slice.exchange(output, steps: steps, size: stack.hiddenSize) {
              $1.copy(from: states.row($0))
            }
          } else {
            output.reshaped(rows: output.count / stack.hiddenSize, columns: stack.hiddenSize)
              .rows(slice.range).copy(from: states.step(steps - 1, of: slice.range.count))
          }
        }
      }
    }
  }
}

/// The tangents of the sequences of a slice, layer by layer.
private final class TangentRun<S: KernelScalar> {
  private let slice: RecurrentSequences<S>.Slice
  private let weights: PackedStack<S>
  private let tangents: PackedStack<S>
  private let steps: Int
  private let rows: Int
  private let inputSize: Int
  private let vectorStorage: Storage<S>
  private let outputStorage: Storage<S>
  private let memory: Storage<S>
  private let jacobianStorage: Storage<S>

  init(
    slice: RecurrentSequences<S>.Slice, weights: PackedStack<S>, tangents: PackedStack<S>,
    steps: Int, inputSize: Int
  ) {
    self.slice = slice
    self.weights = weights
    self.tangents = tangents
    self.steps = steps
    self.inputSize = inputSize
    rows = slice.range.count
    let layer = weights.stack.layers[0]
    let (structure, n) = (layer.structure, layer.hiddenSize)
    vectorStorage = Storage(count: steps * rows * inputSize)
    outputStorage = Storage(count: steps * rows * n)
    memory = Storage(
      count: rows * n * (structure.gateCount + 2 * structure.stateCount + 2))
    jacobianStorage = Storage(
      count: LocalJacobian<S>.elementCount(structure, rows: rows, columns: n))
  }

  /// The tangent of the input [T B, m].
  var vectors: Block<S> { vectorStorage.block(rows: steps * rows, columns: inputSize) }

  /// The tangent of the output of the last layer that was run [T B, n].
  var outputs: Block<S> {
    outputStorage.block(rows: steps * rows, columns: weights.stack.hiddenSize)
  }

  /// Replaces the tangent of the input of a layer by that of its output.
  func advance(_ index: Int) {
    let layer = weights.stack.layers[index]
    let (structure, n) = (layer.structure, layer.hiddenSize)
    let (g, k) = (structure.gateCount, structure.stateCount)
    let size = rows * n
    memory.row.fill(0)
    let gates = memory.block(rows: rows, columns: g * n)
    func state(_ component: Int, isNext: Bool) -> Block<S> {
      memory.block(at: size * (g + component + (isNext ? k : 0)), rows: rows, columns: n)
    }
    let modulated = memory.block(at: size * (g + 2 * k), rows: rows, columns: n)
    let spread = memory.block(at: size * (g + 2 * k + 1), rows: rows, columns: n)
    let jacobian = LocalJacobian<S>(structure, rows: rows, columns: n, in: jacobianStorage)
    let (own, change) = (weights.layers[index], tangents.layers[index])
    let tape = slice.tape.layers[index]
    for t in 0..<steps {
      let step = CellStep(
        gates: tape.gates.step(t, of: rows), previous: tape.state(before: t),
        next: tape.state(before: t + 1), auxiliary: tape.auxiliary.step(t, of: rows),
        peepholes: own.peephole?.row, mask: nil)
      let input =
        index == 0
        ? slice.vectors.block(rows: steps * rows, columns: inputSize)
        : slice.tape.output(index - 1, 0..<steps)
      let inputTangent = index == 0 ? vectors : outputs
      gates.broadcast(change.bias.row)
      own.input.dense?.add(inputTangent.step(t, of: rows), to: gates)
      change.input.dense?.add(input.step(t, of: rows), to: gates)
      own.recurrent.add(state(0, isNext: false), to: gates)
      change.recurrent.add(step.previous[0], to: gates)
      func peephole(_ index: Int) -> Block<S>? {
        guard let values = change.peephole?.values else { return nil }
        spread.broadcast(values.row(index))
        return spread
      }
      if let vectors = tape.modulated?.step(t, of: rows),
        let cell = layer.cell as? any ModulatedCell
      {
        cell.linearizeModulation(step, into: jacobian)
        modulated.elementProduct(
          jacobian.modulation[g], state(0, isNext: false), accumulating: false)
        for gate in 0..<g {
          modulated.elementProduct(
            jacobian.modulation[gate], gates.gate(gate, of: n), accumulating: true)
        }
        for index in structure.peepholes.indices {
          guard let tangent = peephole(index) else { continue }
          modulated.elementProduct(
            jacobian.modulation[g + 1 + index], tangent, accumulating: true)
        }
        own.modulated.add(modulated, to: gates)
        change.modulated.add(vectors, to: gates)
      }
      layer.cell.linearize(step, into: jacobian)
      for component in 0..<k {
        let next = state(component, isNext: true)
        next.fill(0)
        for gate in 0..<g {
          next.elementProduct(
            jacobian.gate(gate, of: component), gates.gate(gate, of: n), accumulating: true)
        }
        for other in 0..<k {
          next.elementProduct(
            jacobian.state(other, of: component), state(other, isNext: false), accumulating: true)
        }
        for index in structure.peepholes.indices {
          guard let tangent = peephole(index) else { continue }
          next.elementProduct(
            jacobian.peephole(index, of: component), tangent, accumulating: true)
        }
      }
      for component in 0..<k {
        state(component, isNext: false).copy(from: state(component, isNext: true))
      }
      outputs.step(t, of: rows).copy(from: state(0, isNext: false))
    }
  }
}
