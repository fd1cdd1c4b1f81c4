package import Differentiation
package import TensorCore

/// y = gamma (x - mu) / sqrt(var + eps) + beta, channel by channel of arrays [N, C, L].
///
///     inputs: x and, if there are any, gamma [C] and beta [C]
///     m = N L;  mu = 1/m sum x;  var = 1/m sum (x - mu)^2        over a channel
///
///     beta' = sum y';   gamma' = sum y' xhat;   xhat = (x - mu) / sqrt(var + eps)
///     x' = gamma / sqrt(var + eps) (y' - beta'/m - xhat gamma'/m)
///
/// With given statistics mu and var are constants, and x' = gamma / sqrt(var + eps) y'. Without a
/// mean mu is 0 and has no part in x'. The map from x. to y. is the same as that from y' to x'.
/// A channel is one thread's, whatever their number.
package struct ChannelNormalization<S: KernelScalar>: Primitive {
  /// L
  package let length: Int
  package let epsilon: Double
  /// Whether a mean is taken away.
  package let subtractsMean: Bool
  /// mu and var [C]; nil: those of x.
  package var given: (mean: [Double], variance: [Double])?
  /// The statistics of x, where they are known already.
  var found: Record?
  package let pool: WorkerPool

  /// Statistics of each channel [C].
  package struct Record: Sendable {
    package let mean: [Double]
    package let variance: [Double]
    /// 1 / sqrt(var + eps)
    package let scale: [Double]
  }

  package init(
    length: Int, epsilon: Double, subtractsMean: Bool = true, pool: WorkerPool
  ) {
    self.length = length
    self.epsilon = epsilon
    self.subtractsMean = subtractsMean
    self.pool = pool
  }

  /// A number for each channel, which threads write side by side.
  private typealias Numbers = Storage<Double>

  /// The matrix [N, C L] of a tensor.
  private func channels(of x: Tensor<S>, _ row: Block<S>, count: Int) -> Block<S> {
    row.reshaped(rows: x.count / max(count * length, 1), columns: count * length)
  }

  /// Calls `body` with the channels of each thread and their columns.
  private func share(
    _ elements: Int, _ count: Int, _ body: (_ channels: Range<Int>, _ columns: Range<Int>) -> Void
  ) {
    Optional(pool).run(over: elements, rangesOf: count, unit: length == 1 ? 16 : 1) { _, range in
      body(range, range.lowerBound * length..<range.upperBound * length)
    }
  }

  /// The sums and the sums of products of each channel, as ``TensorCore/Block/addChannels``.
  private func sums(
    _ x: Tensor<S>, weights: Tensor<S>? = nil, shifts: [Double]
  ) -> (sums: [Double], products: [Double]) {
    let count = shifts.count
    let (shift, sums, products) = (
      Numbers(count: count), Numbers(count: count), Numbers(count: count)
    )
    defer { withExtendedLifetime((shift, sums, products)) {} }
    shift.row.array = shifts
    Tensor.withBlocks([x] + (weights.map { [$0] } ?? [])) { rows in
      let matrices = rows.map { channels(of: x, $0, count: count) }
      share(x.count, count) { own, columns in
        matrices[0].columns(columns).addChannels(
          weights: matrices.count > 1 ? matrices[1].columns(columns) : nil, length: length,
          shifts: shift.row.columns(own), sums: sums.row.columns(own),
          products: products.row.columns(own))
      }
    }
    return (sums.row.array, products.row.array)
  }

  /// a (x - shift) + b w + c
  private func map(
    _ x: Tensor<S>, weights: Tensor<S>? = nil, shifts: [Double], a: [Double], b: [Double],
    c: [Double]
  ) -> Tensor<S> {
    let count = shifts.count
    let numbers = [shifts, a, b, c].map { values in
      let storage = Numbers(count: count)
      storage.row.array = values
      return storage
    }
    return Tensor(uninitialized: x.shape) { row in
      let target = channels(of: x, row, count: count)
      Tensor.withBlocks([x] + (weights.map { [$0] } ?? [])) { rows in
        let matrices = rows.map { channels(of: x, $0, count: count) }
        share(x.count, count) { own, columns in
          let numbers = numbers.map { $0.row.columns(own) }
          target.columns(columns).mapChannels(
            of: matrices[0].columns(columns),
            weights: matrices.count > 1 ? matrices[1].columns(columns) : nil, length: length,
            shifts: numbers[0], a: numbers[1], b: numbers[2], c: numbers[3])
        }
      }
    }
  }

  /// The statistics of x, or those given.
  func statistics(of x: Tensor<S>, channels count: Int) -> Record {
    let zeros = [Double](repeating: 0, count: count)
    let m = Double(max(x.count / max(count, 1), 1))
    var (mean, variance) = given ?? (zeros, zeros)
    if given == nil {
      if subtractsMean { mean = sums(x, shifts: zeros).sums.map { $0 / m } }
      variance = sums(x, shifts: mean).products.map { $0 / m }
    }
    return Record(
      mean: mean, variance: variance, scale: variance.map { 1 / ($0 + epsilon).squareRoot() })
  }

  /// C: of gamma, or else all that there are of x.
  private func channelCount(_ inputs: [Tensor<S>]) -> Int {
    inputs.count > 1 ? inputs[1].count : inputs[0].count / max(length, 1)
  }

  private func gamma(_ inputs: [Tensor<S>], _ count: Int) -> [Double] {
    inputs.count > 1
      ? inputs[1].values.map { Double($0) } : [Double](repeating: 1, count: count)
  }

  package func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Record) {
    let count = channelCount(inputs)
    let record = found ?? statistics(of: inputs[0], channels: count)
    let zeros = [Double](repeating: 0, count: count)
    let beta = inputs.count > 2 ? inputs[2].values.map { Double($0) } : zeros
    let output = map(
      inputs[0], shifts: record.mean, a: product(gamma(inputs, count), record.scale), b: zeros,
      c: beta)
    return (output, record)
  }

  private func product(_ left: [Double], _ right: [Double]) -> [Double] {
    zip(left, right).map { $0 * $1 }
  }

  /// What x' is of y', and y. of x.; and the sums beta' and gamma'.
  private func linear(
    _ weights: Tensor<S>, at point: Evaluation<S, Record>
  ) -> (result: Tensor<S>, sums: [Double], products: [Double]) {
    let (x, record) = (point.inputs[0], point.record)
    let count = record.mean.count
    let m = Double(max(x.count / max(count, 1), 1))
    let found = sums(x, weights: weights, shifts: record.mean)
    let products = product(found.products, record.scale)
    let factors = product(gamma(point.inputs, count), record.scale)
    let isGiven = given != nil
    let result = map(
      x, weights: weights, shifts: record.mean,
      a: (0..<count).map { isGiven ? 0 : -factors[$0] * record.scale[$0] * products[$0] / m },
      b: factors,
      c: (0..<count).map { isGiven || !subtractsMean ? 0 : -factors[$0] * found.sums[$0] / m })
    return (result, found.sums, products)
  }

  package func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Record>) -> Tensor<S> {
    let record = point.record
    let zeros = [Double](repeating: 0, count: record.mean.count)
    func values(_ index: Int) -> [Double] {
      guard tangents.count > index, let tangent = tangents[index] else { return zeros }
      return tangent.values.map { Double($0) }
    }
    var sum = map(
      point.inputs[0], shifts: record.mean, a: product(values(1), record.scale), b: zeros,
      c: values(2))
    if let tangent = tangents[0] { sum.add(linear(tangent, at: point).result) }
    return sum
  }

  package func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Record>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let found = linear(adjoint, at: point)
    func parameter(_ values: [Double], _ index: Int) -> Tensor<S> {
      Tensor(shape: point.inputs[index].shape, values: values.map { S($0) })
    }
    return (0..<point.inputs.count).map { index in
      index == 0
        ? found.result : parameter(index == 1 ? found.products : found.sums, index)
    }
  }
}
