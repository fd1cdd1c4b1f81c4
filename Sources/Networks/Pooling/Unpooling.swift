public import Differentiation
public import TensorCore

/// Un-pooling: every element goes to the top left of a region of its own, zeros elsewhere.
///
///     y[n, c, i R] = x[n, c, i]
///
/// Input [N, C, places], output [N, C, places R], R the size of a region along each axis. Unlike the
/// backward pass of maximum pooling this remembers no places of maxima. Un-pooling and a
/// convolution that mixes the neighbours make a larger image of a smaller one.
public struct Unpooling: Layer {
  /// Elements of a region along each axis.
  public var region: [Int]

  /// Un-pooling to regions of one size per axis.
  public init(_ region: Int...) { self.region = region }

  /// The output [N, C, places R] of a batch [N, C, places].
  public func output<S: KernelScalar>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    Variable(TopLeftUnpooling(region: region, pool: scope.pool), [x])
  }
}

/// ``Unpooling`` as a primitive, which is linear.
struct TopLeftUnpooling<S: KernelScalar>: Primitive {
  let region: [Int]
  let pool: WorkerPool

  var name: String { "un-pooling" }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: PoolingPlan<S>) {
    let shape = inputs[0].shape
    precondition(
      shape.count == region.count + 2 && region.allSatisfy { $0 >= 1 },
      "un-pooling of a batch \(shape) to regions \(region)")
    var window = Window()
    (window.sizes, window.strides, window.dilations) = (region, region, region.map { _ in 1 })
    let plan = PoolingPlan<S>(
      shape.prefix(2) + zip(shape.dropFirst(2), region).map { $0 * $1 }, window, pool: pool)
    return (spread(inputs[0], plan), plan)
  }

  func pushforward(
    _ tangents: [Tensor<S>?], at point: Evaluation<S, PoolingPlan<S>>
  ) -> Tensor<S> {
    spread(tangents[0] ?? Tensor(zeros: point.record.outputShape), point.record)
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, PoolingPlan<S>>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let plan = point.record
    var values = Tensor<S>(uninitialized: plan.outputShape)
    values.withMutableBlock { values in
      adjoint.withBlock { adjoint in
        plan.share { range, boxes in
          plan.gather(adjoint, range) { planes in
            values.columns(plan.outputs(range)).copyBox(
              boxes.extent, at: boxes.output, from: planes, at: boxes.image)
          }
        }
      }
    }
    return [values]
  }

  private func spread(_ values: Tensor<S>, _ plan: PoolingPlan<S>) -> Tensor<S> {
    var images = Tensor<S>(uninitialized: plan.imageShape)
    images.withMutableBlock { images in
      values.withBlock { values in
        plan.share { range, boxes in
          plan.scatter(images, range) { planes in
            planes.copyBox(
              boxes.extent, at: boxes.image, from: values.columns(plan.outputs(range)),
              at: boxes.output)
          }
        }
      }
    }
    return images
  }
}
