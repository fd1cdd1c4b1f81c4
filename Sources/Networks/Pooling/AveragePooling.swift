internal import Differentiation
internal import TensorCore

/// y[n, c, i] = the mean of the x[n, c, i S + p D - P] of the window of i that are inside the image.
struct AveragePooling<S: KernelScalar>: Primitive {
  /// nil: one window over everything.
  let window: Window?
  let pool: WorkerPool

  var name: String { "average pooling" }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: PoolingPlan<S>) {
    let plan = PoolingPlan<S>(inputs[0].shape, window, pool: pool)
    return (means(of: inputs[0], plan), plan)
  }

  func pushforward(
    _ tangents: [Tensor<S>?], at point: Evaluation<S, PoolingPlan<S>>
  ) -> Tensor<S> {
    means(of: tangents[0] ?? Tensor(zeros: point.record.imageShape), point.record)
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, PoolingPlan<S>>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let plan = point.record
    let shares = Tensor(shape: [plan.places], values: plan.shares)
    var images = Tensor<S>(uninitialized: plan.imageShape)
    images.withMutableBlock { images in
      adjoint.withBlock { adjoint in
        shares.withBlock { shares in
          plan.share { range, boxes in
            let parts = Storage<S>(count: range.count * plan.places)
            let rows = parts.block(rows: range.count, columns: plan.places)
            for (row, plane) in range.enumerated() {
              rows.row(row).elementProduct(
                adjoint.columns(plan.outputs(plane..<plane + 1)), shares, accumulating: false)
            }
            plan.scatter(images, range) { planes in
              for offset in plan.offsets {
                planes.addBox(
                  boxes.extent, at: boxes.image.moved(by: offset), from: parts.row,
                  at: boxes.output)
              }
            }
          }
        }
      }
    }
    return [images]
  }

  private func means(of images: Tensor<S>, _ plan: PoolingPlan<S>) -> Tensor<S> {
    let shares = Tensor(shape: [plan.places], values: plan.shares)
    var means = Tensor<S>(zeros: plan.outputShape)
    means.withMutableBlock { means in
      images.withBlock { images in
        shares.withBlock { shares in
          plan.share { range, boxes in
            plan.gather(images, range) { planes in
              let sums = means.columns(plan.outputs(range))
              for offset in plan.offsets {
                sums.addBox(
                  boxes.extent, at: boxes.output, from: planes, at: boxes.image.moved(by: offset))
              }
              for plane in range {
                let sum = means.columns(plan.outputs(plane..<plane + 1))
                sum.elementProduct(sum, shares, accumulating: false)
              }
            }
          }
        }
      }
    }
    return means
  }
}
