internal import Differentiation
internal import TensorCore

/// y = convolution of x with w, plus b, rectified if asked: the inputs are x [N, C, extents],
/// w [O, C / G, sizes] and, if there is one, b [O] or [O, places].
///
/// The record holds the sizes. Equations: ``Correlation``.
struct ConvolutionPrimitive<S: KernelScalar>: Primitive {
  let window: Window
  let groups: Int
  /// Whether negative elements become zero; the derivative at zero is zero.
  let rectifies: Bool
  let pool: WorkerPool

  var name: String { "convolution" }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Correlation<S>) {
    let (images, weights) = (inputs[0], inputs[1])
    precondition(
      images.shape.count == window.sizes.count + 2 && weights.shape.count == images.shape.count,
      "convolution: images \(images.shape), weights \(weights.shape), windows \(window.sizes)")
    let correlation = Correlation<S>(
      images: images.shape[0], channels: images.shape[1], filters: weights.shape[0],
      groups: groups, axes: window.axes(over: Array(images.shape.dropFirst(2))), pool: pool)
    let outputs = correlation.outputs(
      of: images, weights, bias: inputs.count > 2 ? inputs[2] : nil, rectifies: rectifies)
    return (outputs, correlation)
  }

  func pushforward(
    _ tangents: [Tensor<S>?], at point: Evaluation<S, Correlation<S>>
  ) -> Tensor<S> {
    let correlation = point.record
    let bias = tangents.count > 2 ? tangents[2] : nil
    var tangent: Tensor<S>
    switch (tangents[0], tangents[1]) {
    case (let images?, let weights?):
      tangent = correlation.outputs(of: images, point.inputs[1], bias: bias)
      tangent.add(correlation.outputs(of: point.inputs[0], weights, bias: nil))
    case (let images?, nil):
      tangent = correlation.outputs(of: images, point.inputs[1], bias: bias)
    case (nil, let weights):
      tangent = correlation.outputs(
        of: point.inputs[0], weights ?? Tensor(zeros: correlation.weightShape), bias: bias)
    }
    if rectifies {
      let all = tangent
      tangent.withMutableBlock { tangent in
        all.withBlock { all in
          point.output.withBlock { tangent.rectified(all, outputs: $0) }
        }
      }
    }
    return tangent
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Correlation<S>>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let adjoints = point.record.adjoints(
      of: adjoint, images: point.inputs[0], weights: point.inputs[1],
      outputs: rectifies ? point.output : nil,
      wanted: Correlation.Wanted(
        images: wanted[0], weights: wanted[1],
        bias: wanted.count > 2 && wanted[2] ? point.inputs[2].shape : nil))
    return Array([adjoints.images, adjoints.weights, adjoints.bias].prefix(wanted.count))
  }
}
