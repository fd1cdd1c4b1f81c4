package import SequenceModels
package import TensorCore

/// The influence on one sequence as a product of a matrix and a vector (Mujika, Meier and Steger
/// 2018):
///
///     M[s, (g, j, q)] = A[s, (g, j)] u[q]        A [K n, G n], u [q], z_t = [x_t; h_{t-1}; 1]
///     u <- c1 p1 u + c2 p2 z_t                    c1, c2 random signs
///     A <- (c1 / p1) D A + (c2 / p2) diag(dZ)
///     p1 = sqrt(|D A| / |u|), p2 = sqrt(|dZ| / |z|), every norm + 1e-5
///
/// so that its mean is exact. For one layer of a cell all of whose gates read the whole of z, and
/// without peepholes: the plain RNN and the LSTM.
///
/// Memory in elements: K n G n rounded up to panels, 3 q, and a linearised step.
package final class KroneckerInfluence<S: KernelScalar>: @unchecked Sendable {
  // Used by one thread.
  private let layer: RecurrentLayer
  private let steps: LinearizedSteps<S>
  let matrix: PanelMatrix<S>
  private let scratch: InfluenceScratch<S>
  /// u, z [1, q] and a row of A [1, G n].
  let vector: Storage<S>
  private let input: Storage<S>
  private let row: Storage<S>
  private let takesTokens: Bool

  /// Zeros, for a model of one layer fed symbols or vectors.
  package init(_ model: PackedSequenceModel<S>) {
    let layer = model.architecture.layers[0]
    let structure = layer.structure
    precondition(
      model.architecture.layers.count == 1 && model.embedding == nil
        && structure.peepholes.isEmpty
        && structure.gates.allSatisfy { $0.readsInput && $0.stateInput == .previous },
      "a Kronecker factor: one layer without embedding, of a cell without peepholes whose gates all read x and h "
        + "(RNN, LSTM)")
    self.layer = layer
    takesTokens = model.configuration.takesSymbols
    steps = LinearizedSteps(model, capacity: 1)
    let gates = structure.gateCount * layer.hiddenSize
    matrix = PanelMatrix(rows: structure.stateCount * layer.hiddenSize, columns: gates)
    scratch = InfluenceScratch(model)
    let count = layer.inputSize + layer.hiddenSize + 1
    vector = Storage(count: count)
    input = Storage(count: count)
    row = Storage(count: gates)
  }

  /// Bytes of A and u, as the memory meter counts them.
  package var bytes: Int { matrix.bytes.addingClamped(vector.bytes) }

  /// Sets the influence to zero.
  package func clear() {
    vector.row.fill(0)
    for panel in 0..<matrix.panelCount { matrix.clear(panel: panel) }
  }

  /// Takes the influence over step `t` of sequence `row` of `workspace`, which it has run forward.
  /// - Complexity: 2 K n n G n floating-point operations.
  @specialized(where S == Float)
  package func advance(
    _ workspace: SequenceWorkspace<S>, step t: Int, row: Int,
    using generator: inout RandomGenerator
  ) {
    steps.removeAll()
    steps.append(workspace, step: t, row: row)
    let own = steps.layers[0]
    readInput(own)
    let word = generator.next()
    let (c1, c2) = (word & 1 == 0 ? 1.0 : -1.0, word & 2 == 0 ? 1.0 : -1.0)
    var squares = 0.0
    for panel in 0..<matrix.panelCount {
      let block = matrix.panel(panel)
      own.advance(block, at: 0, scratch.old(block.rows))
      squares += block.sumOfSquares
    }
    var slopes = 0.0
    for plane in 0..<own.local.gates.count {
      slopes += own.local.gates[plane].row(0).sumOfSquares
    }
    func ratio(_ x: Double, _ y: Double) -> Double {
      ((x.squareRoot() + 1e-5) / (y.squareRoot() + 1e-5)).squareRoot()
    }
    let p1 = ratio(squares, vector.row.sumOfSquares)
    let p2 = ratio(slopes, input.row.sumOfSquares)
    vector.row.scale(by: c1 * p1)
    vector.row.add(input.row, scaledBy: S(c2 * p2))
    let (k, n) = (own.structure.stateCount, own.n)
    for panel in 0..<matrix.panelCount {
      let block = matrix.panel(panel)
      block.scale(by: c1 / p1)
      let columns = matrix.columns(ofPanel: panel)
      for column in columns {
        let (gate, unit) = column.quotientAndRemainder(dividingBy: n)
        for component in 0..<k {
          block.part(component, of: n)[unit, column - columns.lowerBound] +=
            S(c2 / p2) * own.local.gate(gate, of: component)[0, unit]
        }
      }
    }
  }

  /// z of the step.
  private func readInput(_ own: LinearizedLayer<S>) {
    let (m, n, z) = (layer.inputSize, layer.hiddenSize, input.row)
    if takesTokens {
      z.columns(0..<m).fill(0)
      if steps.token(0) >= 0 { z[steps.token(0)] = 1 }
    } else if let x = own.input {
      z.columns(0..<m).copy(from: x)
    }
    z.columns(m..<m + n).copy(from: own.previous)
    z[m + n] = 1
  }

  /// gradient += adjoint of h [1, n] times the influence; one row in the order of the layout.
  /// - Complexity: 2 P + 2 n G n floating-point operations.
  @specialized(where S == Float)
  package func addGradient(outputAdjoint adjoint: Block<S>, to gradient: Block<S>) {
    let (m, n, u) = (layer.inputSize, layer.hiddenSize, vector.row)
    for panel in 0..<matrix.panelCount {
      row.row.columns(matrix.columns(ofPanel: panel))
        .product(adjoint, panel: matrix.panel(panel).rows(0..<n), accumulating: false)
    }
    let column = row.row.reshaped(rows: row.count, columns: 1)
    layer.inputWeight.matrix(in: gradient).addOuterProduct(column, u.columns(0..<m))
    layer.recurrentWeight.matrix(in: gradient).addOuterProduct(column, u.columns(m..<m + n))
    layer.bias.matrix(in: gradient).add(row.row, scaledBy: u[m + n])
  }
}
