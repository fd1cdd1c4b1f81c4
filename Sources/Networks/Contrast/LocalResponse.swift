public import Differentiation
internal import Foundation
public import TensorCore

/// Local response normalisation across channels (Krizhevsky et al. 2012).
///
///     z_k = x_k / ( c + alpha sum of x_m^2 )^beta,   m from max(0, k - N/2) to min(K - 1, k + N/2)
///
/// at each place of a batch [N, K, extents], N/2 rounded down. Unlike PyTorch's, alpha is not
/// divided by the number of channels N.
public struct LocalResponse: Layer {
  /// Channels N around each.
  public var channels: Int
  /// Added to the sum.
  public var c: Double
  /// The factor of the sum.
  public var alpha: Double
  /// The exponent.
  public var beta: Double

  /// The normalisation with the values of AlexNet.
  public init(channels: Int = 5, c: Double = 2, alpha: Double = 1e-4, beta: Double = 0.75) {
    precondition(channels >= 1 && c > 0 && alpha >= 0, "local response: c \(c), alpha \(alpha)")
    self.channels = channels
    self.c = c
    self.alpha = alpha
    self.beta = beta
  }

  /// The normalised batch, of the shape of `x` [N, K, extents].
  public func output<S: KernelScalar>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    Variable(ResponseNormalization(layer: self, pool: scope.pool), [x])
  }
}

/// ``LocalResponse`` as a primitive; the record holds the sums s = c + alpha sum of x^2.
///
///     s. = 2 alpha sum over m of x_m x._m,   z. = s^-beta (x. - beta x s. / s)
///     x' = s^-beta z' - 2 alpha beta x sum over m of z'_m x_m s_m^(-beta - 1)
struct ResponseNormalization<S: KernelScalar>: Primitive {
  let layer: LocalResponse
  let pool: WorkerPool

  var name: String { "local response" }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Tensor<S>) {
    let sums = mapImages([inputs[0]]) { channels, values in
      let x = values[0]
      return windowSums(channels, x.map { $0 * $0 }).map { S(layer.c) + S(layer.alpha) * $0 }
    }
    let output = mapImages([inputs[0], sums]) { _, values in
      zip(values[0], values[1]).map { $0 * power($1, -layer.beta) }
    }
    return (output, sums)
  }

  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Tensor<S>>) -> Tensor<S> {
    guard let tangent = tangents[0] else { return Tensor(zeros: point.output.shape) }
    return mapImages([point.inputs[0], point.record, tangent]) { channels, values in
      let (x, sums, direction) = (values[0], values[1], values[2])
      let changes = windowSums(channels, zip(x, direction).map { $0 * $1 })
      let factor = S(2 * layer.alpha * layer.beta)
      return x.indices.map {
        power(sums[$0], -layer.beta) * (direction[$0] - factor * x[$0] * changes[$0] / sums[$0])
      }
    }
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Tensor<S>>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let result = mapImages([point.inputs[0], point.record, adjoint]) { channels, values in
      let (x, sums, adjoint) = (values[0], values[1], values[2])
      let scales = sums.map { power($0, -layer.beta) }
      let parts = windowSums(
        channels, x.indices.map { adjoint[$0] * x[$0] * scales[$0] / sums[$0] })
      let factor = S(2 * layer.alpha * layer.beta)
      return x.indices.map { scales[$0] * adjoint[$0] - factor * x[$0] * parts[$0] }
    }
    return [result]
  }

  private func power(_ base: S, _ exponent: Double) -> S { S(pow(Double(base), exponent)) }

  /// For each channel the sum over the channels around it, place by place: a symmetric map.
  private func windowSums(_ channels: Int, _ values: [S]) -> [S] {
    let places = values.count / max(channels, 1)
    var sums = [S](repeating: 0, count: values.count)
    for channel in 0..<channels {
      let first = max(0, channel - layer.channels / 2)
      for other in first...min(channels - 1, channel + layer.channels / 2) {
        for place in 0..<places {
          sums[channel * places + place] += values[other * places + place]
        }
      }
    }
    return sums
  }

  /// A batch [N, K, extents] each image of which is made of the same images of `batches`.
  @specialized(where S == Float)
  private func mapImages(
    _ batches: [Tensor<S>], _ image: (_ channels: Int, [[S]]) -> [S]
  ) -> Tensor<S> {
    let shape = batches[0].shape
    precondition(shape.count >= 2, "local response of a batch \(shape)")
    let size = shape.dropFirst().reduce(1, *)
    var result = Tensor<S>(uninitialized: shape)
    let pieces = min(shape[0], pool.count)
    result.withMutableBlock { result in
      pool.run(pieces: pieces) { piece in
        for index in shape[0] * piece / pieces..<shape[0] * (piece + 1) / pieces {
          let range = index * size..<(index + 1) * size
          result.columns(range).array = image(
            shape[1], batches.map { batch in batch.withBlock { $0.columns(range).array } })
        }
      }
    }
    return result
  }
}
