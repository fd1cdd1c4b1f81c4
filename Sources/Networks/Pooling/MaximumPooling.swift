internal import Differentiation
internal import TensorCore

/// y[n, c, i] = the largest x[n, c, i S + p D - P] of the window of i that is inside the image.
///
/// The record says which element p of its window each maximum was, of equal ones the first; the
/// adjoint goes there.
struct MaximumPooling<S: KernelScalar>: Primitive {
  /// nil: one window over everything.
  let window: Window?
  let pool: WorkerPool

  struct Record: Sendable {
    let plan: PoolingPlan<S>
    /// Numbers of elements of windows [N, C, places].
    let winners: Tensor<S>
  }

  var name: String { "maximum pooling" }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Record) {
    let plan = PoolingPlan<S>(inputs[0].shape, window, pool: pool)
    var outputs = Tensor<S>(uninitialized: plan.outputShape)
    var winners = Tensor<S>(uninitialized: plan.outputShape)
    outputs.withMutableBlock { outputs in
      winners.withMutableBlock { winners in
        inputs[0].withBlock { images in
          plan.share { range, boxes in
            plan.gather(images, range, fill: -.infinity) { planes in
              let columns = plan.outputs(range)
              outputs.columns(columns).boxMaxima(
                boxes.extent, at: boxes.output, winners: winners.columns(columns), of: planes,
                at: boxes.image, offsets: plan.offsets)
            }
          }
        }
      }
    }
    return (outputs, Record(plan: plan, winners: winners))
  }

  func pushforward(
    _ tangents: [Tensor<S>?], at point: Evaluation<S, Record>
  ) -> Tensor<S> {
    let plan = point.record.plan
    var tangent = Tensor<S>(zeros: plan.outputShape)
    guard let images = tangents[0] else { return tangent }
    tangent.withMutableBlock { tangent in
      images.withBlock { images in
        point.record.winners.withBlock { winners in
          plan.share { range, _ in
            plan.gather(images, range) { planes in
              plan.forEachWindow(range) { index, _, corner in
                tangent[index] = planes[corner + plan.offsets[Int(winners[index])]]
              }
            }
          }
        }
      }
    }
    return tangent
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Record>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let plan = point.record.plan
    var images = Tensor<S>(uninitialized: plan.imageShape)
    images.withMutableBlock { images in
      adjoint.withBlock { adjoint in
        point.record.winners.withBlock { winners in
          plan.share { range, boxes in
            plan.scatter(images, range, writesAll: !plan.overlaps) { planes in
              let columns = plan.outputs(range)
              planes.boxMaximaAdjoint(
                boxes.extent, at: boxes.image, adjoints: adjoint.columns(columns),
                winners: winners.columns(columns), at: boxes.output, offsets: plan.offsets,
                accumulating: plan.overlaps)
            }
          }
        }
      }
    }
    return [images]
  }
}
