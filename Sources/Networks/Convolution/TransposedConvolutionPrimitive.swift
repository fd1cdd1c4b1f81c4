internal import Differentiation
internal import TensorCore

/// y = the transpose of a convolution's map of its images, applied to x, plus b:
///
///     y[n, c, i S + p D - P] += w[o, c, p] x[n, o, i]
///
/// The inputs are x [N, O, places], w [O, C / G, sizes] and, if there is one, b [C].
struct TransposedConvolutionPrimitive<S: KernelScalar>: Primitive {
  /// The axes of the convolution from the output to the input.
  let axes: [WindowAxis]
  let groups: Int
  let pool: WorkerPool

  var name: String { "transposed convolution" }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Correlation<S>) {
    let (values, weights) = (inputs[0], inputs[1])
    precondition(
      values.shape.count == axes.count + 2 && weights.shape.count == values.shape.count,
      "transposed convolution of \(values.shape), weights \(weights.shape)")
    let correlation = Correlation<S>(
      images: values.shape[0], channels: weights.shape[1] * groups, filters: values.shape[1],
      groups: groups, axes: axes, pool: pool)
    let bias = inputs.count > 2 ? inputs[2] : nil
    return (correlation.imageAdjoints(of: values, weights, start: bias), correlation)
  }

  func pushforward(
    _ tangents: [Tensor<S>?], at point: Evaluation<S, Correlation<S>>
  ) -> Tensor<S> {
    let correlation = point.record
    let bias = tangents.count > 2 ? tangents[2] : nil
    let weights = tangents[1] ?? Tensor(zeros: correlation.weightShape)
    var tangent = correlation.imageAdjoints(of: point.inputs[0], weights, start: bias)
    if let values = tangents[0] {
      tangent.add(correlation.imageAdjoints(of: values, point.inputs[1]))
    }
    return tangent
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Correlation<S>>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let correlation = point.record
    var adjoints: [Tensor<S>?] = [nil, nil]
    if wanted[0] {
      adjoints[0] = correlation.outputs(of: adjoint, point.inputs[1], bias: nil)
    }
    if wanted[1] {
      adjoints[1] =
        correlation.adjoints(
          of: point.inputs[0], images: adjoint, weights: point.inputs[1], outputs: nil,
          wanted: Correlation.Wanted(images: false, weights: true)
        ).weights
    }
    if wanted.count > 2 { adjoints.append(wanted[2] ? sums(adjoint, correlation) : nil) }
    return adjoints
  }

  /// The sums [C] of adjoints [N, C, extents] over images and places.
  private func sums(_ adjoint: Tensor<S>, _ correlation: Correlation<S>) -> Tensor<S> {
    var sums = Tensor<S>(zeros: [correlation.channels])
    guard adjoint.count > 0 else { return sums }
    sums.withMutableBlock { sums in
      adjoint.withBlock { adjoint in
        let planes = adjoint.reshaped(
          rows: correlation.images * correlation.channels, columns: correlation.volume)
        for image in 0..<correlation.images {
          sums.addRowSums(planes.part(image, of: correlation.channels))
        }
      }
    }
    return sums
  }
}
