internal import Differentiation
internal import TensorCore

/// ``LocalContrast`` as a primitive.
///
/// With d = x - xbar, t = max(c, s), M the local mean and M^T its transpose, all of one plane:
///
///     z. = (x. - M x.) / t - d t. / t^2,   t. = M[(x_j - xbar_i) x._j] / s where s > c, else 0
///     a  = -z' d / (t^2 s) where s > c, else 0
///     x' = z' / t - M^T[z' / t] + x M^T[a] - M^T[a xbar]
struct ContrastNormalization<S: KernelScalar>: Primitive {
  let sizes: [Int]
  let weights: [Double]
  /// c; nil: nothing is divided.
  let floor: S?
  let pool: WorkerPool

  var name: String { "local contrast" }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    let output = mapPlanes([inputs[0]]) { window, planes in
      let (x, local) = (planes[0], local(planes[0], window))
      return x.indices.map { (x[$0] - local.means[$0]) / local.divisors[$0] }
    }
    return (output, ())
  }

  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    guard let tangent = tangents[0] else { return Tensor(zeros: point.output.shape) }
    return mapPlanes([point.inputs[0], tangent]) { window, planes in
      let (x, direction) = (planes[0], planes[1])
      let local = local(x, window)
      let means = window.means { direction[$1] }
      let products = window.means { (x[$1] - local.means[$0]) * direction[$1] }
      return x.indices.map { i in
        let (deviation, divisor) = (local.deviations[i], local.divisors[i])
        let change = divides(deviation) ? products[i] / deviation : 0
        return (direction[i] - means[i]) / divisor
          - (x[i] - local.means[i]) * change / (divisor * divisor)
      }
    }
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let result = mapPlanes([point.inputs[0], adjoint]) { window, planes in
      let (x, adjoint) = (planes[0], planes[1])
      let local = local(x, window)
      let scaled = zip(adjoint, local.divisors).map { $0 / $1 }
      let passed = window.transposedMeans(scaled)
      guard floor != nil else { return x.indices.map { scaled[$0] - passed[$0] } }
      let changes = x.indices.map { i in
        divides(local.deviations[i])
          ? -scaled[i] * (x[i] - local.means[i]) / (local.divisors[i] * local.deviations[i]) : 0
      }
      let factors = window.transposedMeans(changes)
      let shifts = window.transposedMeans(zip(changes, local.means).map { $0 * $1 })
      return x.indices.map { scaled[$0] - passed[$0] + x[$0] * factors[$0] - shifts[$0] }
    }
    return [result]
  }

  private func divides(_ deviation: S) -> Bool { floor.map { deviation > $0 } ?? false }

  /// The means, the deviations and what is divided by, at each place of a plane.
  private func local(
    _ x: [S], _ window: CentredWindow<S>
  ) -> (means: [S], deviations: [S], divisors: [S]) {
    let means = window.means { x[$1] }
    guard let floor else { return (means, x.map { _ in 0 }, x.map { _ in 1 }) }
    let deviations = window.means { place, neighbour in
      let difference = x[neighbour] - means[place]
      return difference * difference
    }.map { $0.squareRoot() }
    return (means, deviations, deviations.map { max(floor, $0) })
  }

  /// A batch [N, C, extents] each plane of which is made of the same planes of `batches`.
  @specialized(where S == Float)
  private func mapPlanes(
    _ batches: [Tensor<S>], _ plane: (CentredWindow<S>, [[S]]) -> [S]
  ) -> Tensor<S> {
    let shape = batches[0].shape
    precondition(shape.count == sizes.count + 2, "local contrast \(sizes) of a batch \(shape)")
    let window = CentredWindow<S>(weights, sizes: sizes, extents: Array(shape.dropFirst(2)))
    let planes = shape[0] * shape[1]
    let volume = shape.dropFirst(2).reduce(1, *)
    var result = Tensor<S>(uninitialized: shape)
    let pieces = min(planes, pool.count)
    result.withMutableBlock { result in
      pool.run(pieces: pieces) { piece in
        for index in planes * piece / pieces..<planes * (piece + 1) / pieces {
          let range = index * volume..<(index + 1) * volume
          result.columns(range).array = plane(
            window, batches.map { batch in batch.withBlock { $0.columns(range).array } })
        }
      }
    }
    return result
  }
}
