/// How the elements of a weight are drawn at the start.
///
/// fan-in: inputs of one output; fan-out: outputs of one input.
public enum Initializer: Sendable, Equatable, Codable {
  /// Every element 0.
  case zeros
  /// Every element the same.
  case constant(Double)
  /// Uniform in [-bound, bound].
  case uniform(Double)
  /// Normal with mean 0 and this standard deviation.
  case normal(deviation: Double)
  /// Uniform with variance 1 / fan-in (LeCun et al. 1998).
  case lecun
  /// Normal with variance 1 / fan-in.
  case lecunNormal
  /// Uniform with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010).
  case glorot
  /// Normal with variance 2 / (fan-in + fan-out).
  case glorotNormal
  /// Uniform with variance 2 / fan-in (He et al. 2015).
  case he
  /// Normal with variance 2 / fan-in.
  case heNormal
  /// A random orthogonal matrix (Saxe et al. 2014): orthonormal rows or columns, whichever are
  /// fewer.
  case orthogonal

  /// Draws a matrix [rows, columns] into `block`; draws nothing for one that is planned.
  ///
  /// - Parameter fanOut: the outputs of one input; nil: the rows. Fan-in are the columns.
  package func fill<S>(
    _ block: Block<S>, fanOut: Int? = nil, using generator: inout RandomGenerator
  ) {
    if block.isPlanned { return }
    let fanIn = Double(max(block.columns, 1))
    let fanOut = Double(max(fanOut ?? block.rows, 1))
    func fillNormal(_ variance: Double) {
      let deviation = variance.squareRoot()
      block.array = (0..<block.count).map { _ in S(deviation * generator.normal()) }
    }
    switch self {
    case .zeros: block.fill(0)
    case .constant(let value): block.fill(S(value))
    case .normal(let deviation): fillNormal(deviation * deviation)
    case .lecunNormal: fillNormal(1 / fanIn)
    case .glorotNormal: fillNormal(2 / (fanIn + fanOut))
    case .heNormal: fillNormal(2 / fanIn)
    case .uniform(let bound): fillUniform(block, bound, &generator)
    case .lecun: fillUniform(block, (3 / fanIn).squareRoot(), &generator)
    case .glorot: fillUniform(block, (6 / (fanIn + fanOut)).squareRoot(), &generator)
    case .he: fillUniform(block, (6 / fanIn).squareRoot(), &generator)
    case .orthogonal: fillOrthogonal(block, &generator)
    }
  }

  private func fillUniform<S>(
    _ block: Block<S>, _ bound: Double, _ generator: inout RandomGenerator
  ) {
    block.array = (0..<block.count).map { _ in S(generator.uniform(in: -bound...bound)) }
  }

  /// Gram-Schmidt over normal vectors, twice for orthogonality to rounding.
  private func fillOrthogonal<S>(_ block: Block<S>, _ generator: inout RandomGenerator) {
    let count = min(block.rows, block.columns)
    let length = max(block.rows, block.columns)
    var vectors: [[Double]] = []
    while vectors.count < count {
      var vector = (0..<length).map { _ in generator.normal() }
      for _ in 0..<2 {
        for other in vectors {
          let overlap = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
          for index in 0..<length { vector[index] -= overlap * other[index] }
        }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // A vector almost inside the span of the others is drawn again.
      if norm > 1e-6 { vectors.append(vector.map { $0 / norm }) }
    }
    for row in 0..<block.rows {
      for column in 0..<block.columns {
        block[row, column] = S(
          block.rows <= block.columns ? vectors[row][column] : vectors[column][row])
      }
    }
  }
}
