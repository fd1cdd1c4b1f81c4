package import Differentiation
package import TensorCore

/// y = f(x W^T + b), the product of a batch with a weight, f derived from its output.
///
///     inputs: x [N, ..., m], W [n, m] and, if there is one, b [n]
///     pullback, z' = f'(y) y':   x' = z' W     W' = z'^T x     b' = the sum of z' over rows
///
/// Threads share the rows of y, z' and x', and those of W': no sum depends on how many there are.
package struct AffineProduct<S: KernelScalar>: Primitive {
  /// f, whose derivative follows from the sign and size of its value; nil: the identity.
  let function: ElementFunction?
  /// W as products read it; nil: it is packed here.
  let weight: PackedWeight<S>?
  let pool: WorkerPool

  package init(function: ElementFunction? = nil, weight: PackedWeight<S>?, pool: WorkerPool) {
    self.function = function
    self.weight = weight
    self.pool = pool
  }

  package var name: String { function.map { "affine, \($0)" } ?? "affine" }

  /// The sizes of a product.
  private struct Sizes {
    let rows: Int
    let inputs: Int
    let outputs: Int

    init(_ tensors: [Tensor<S>]) {
      let (x, weight) = (tensors[0].shape, tensors[1].shape)
      precondition(
        weight.count == 2 && x.last == weight[1]
          && tensors.dropFirst(2).allSatisfy {
            $0.shape == [weight[0]]
          },
        "affine: \(x) x transpose of \(weight) + \(tensors.dropFirst(2).map(\.shape))")
      rows = x.dropLast().reduce(1, *)
      (outputs, inputs) = (weight[0], weight[1])
    }

    /// What the products cost, in elements of work that is bound by memory.
    var work: Int { rows * inputs * outputs / 16 }
  }

  package func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: PackedWeight<S>) {
    let weight = weight ?? PackedWeight(inputs[1])
    let sizes = Sizes(inputs)
    return (output(inputs[0], weight, bias: Array(inputs.dropFirst(2)), sizes), weight)
  }

  /// f(x W^T + b)
  @specialized(where S == Float)
  private func output(
    _ x: Tensor<S>, _ weight: PackedWeight<S>, bias: [Tensor<S>], _ sizes: Sizes
  ) -> Tensor<S> {
    let matrix = weight.forward(pool)
    return Tensor(uninitialized: x.shape.dropLast() + [sizes.outputs]) { row in
      let y = row.reshaped(rows: sizes.rows, columns: sizes.outputs)
      Tensor.withBlocks([x] + bias) { inputs in
        let x = inputs[0].reshaped(rows: sizes.rows, columns: sizes.inputs)
        pool.run(over: sizes.work) { piece in
          let own = pool.slice(sizes.rows, piece)
          let part = y.rows(own)
          if inputs.count > 1 { part.broadcast(inputs[1]) }
          part.product(x.rows(own), matrix, accumulating: inputs.count > 1)
          if let function { part.map(function, of: part) }
        }
      }
    }
  }

  package func pushforward(
    _ tangents: [Tensor<S>?], at point: Evaluation<S, PackedWeight<S>>
  ) -> Tensor<S> {
    let linear = AffineProduct(weight: nil, pool: pool)
    let sizes = Sizes(point.inputs)
    var sum = Tensor<S>(zeros: point.output.shape)
    if let x = tangents[0] { sum.add(linear.output(x, point.record, bias: [], sizes)) }
    if let weight = tangents[1] {
      sum.add(linear.output(point.inputs[0], PackedWeight(weight), bias: [], sizes))
    }
    if tangents.count > 2, let bias = tangents[2] {
      let zeros = Tensor<S>(zeros: point.inputs[0].shape)
      sum.add(linear.output(zeros, point.record, bias: [bias], sizes))
    }
    return beforeActivation(sum, point.output)
  }

  package func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, PackedWeight<S>>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let sizes = Sizes(point.inputs)
    let adjoint = beforeActivation(adjoint, point.output)
    return [
      wanted[0] ? inputAdjoint(adjoint, point.record, point.inputs[0].shape, sizes) : nil,
      wanted[1] ? weightAdjoint(adjoint, point.record, point.inputs[0], sizes) : nil,
    ] + wanted.dropFirst(2).map { $0 ? biasAdjoint(adjoint, sizes) : nil }
  }

  /// f'(y) times a tangent or an adjoint.
  @specialized(where S == Float)
  private func beforeActivation(_ values: Tensor<S>, _ output: Tensor<S>) -> Tensor<S> {
    guard let function else { return values }
    return Tensor(uninitialized: values.shape) { row in
      Tensor.withBlocks([values, output]) { inputs in
        pool.run(over: row.columns) { piece in
          let own = pool.slice(row.columns, piece)
          let results = inputs[1].columns(own)
          row.columns(own).mapSlope(
            function, of: results, results: results, times: inputs[0].columns(own))
        }
      }
    }
  }

  /// z' W
  @specialized(where S == Float)
  private func inputAdjoint(
    _ adjoint: Tensor<S>, _ weight: PackedWeight<S>, _ shape: [Int], _ sizes: Sizes
  ) -> Tensor<S> {
    let matrix = weight.backward(pool)
    return Tensor(uninitialized: shape) { row in
      let target = row.reshaped(rows: sizes.rows, columns: sizes.inputs)
      adjoint.withBlock { row in
        let adjoint = row.reshaped(rows: sizes.rows, columns: sizes.outputs)
        pool.run(over: sizes.work) { piece in
          let own = pool.slice(sizes.rows, piece)
          target.rows(own).product(adjoint.rows(own), matrix, accumulating: false)
        }
      }
    }
  }

  /// z'^T x
  @specialized(where S == Float)
  private func weightAdjoint(
    _ adjoint: Tensor<S>, _ weight: PackedWeight<S>, _ x: Tensor<S>, _ sizes: Sizes
  ) -> Tensor<S> {
    weight.adjoint([sizes.outputs, sizes.inputs]) { row in
      let target = row.reshaped(rows: sizes.outputs, columns: sizes.inputs)
      let size = Block<S>.transposedProductScratch(rows: sizes.outputs, columns: sizes.inputs)
      let scratch = Storage<S>(count: size * pool.count, cleared: false)
      Tensor.withBlocks([adjoint, x]) { inputs in
        let adjoint = inputs[0].reshaped(rows: sizes.rows, columns: sizes.outputs)
        let x = inputs[1].reshaped(rows: sizes.rows, columns: sizes.inputs)
        pool.run(over: sizes.work) { piece in
          let own = pool.slice(sizes.outputs, piece)
          target.rows(own).addProductTransposed(
            adjoint.columns(own), x, accumulating: false,
            scratch: scratch.block(at: piece * size, rows: 1, columns: size))
        }
      }
    }
  }

  /// The sum of z' over rows.
  @specialized(where S == Float)
  private func biasAdjoint(_ adjoint: Tensor<S>, _ sizes: Sizes) -> Tensor<S> {
    Tensor(uninitialized: [sizes.outputs]) { target in
      target.fill(0)
      adjoint.withBlock { row in
        target.addColumnSums(row.reshaped(rows: sizes.rows, columns: sizes.outputs))
      }
    }
  }
}
