internal import Differentiation
internal import Foundation
internal import TensorCore

/// y = ( (1/n) sum of z^p )^(1/p) over the n elements z >= 0 of a window that are inside the image:
/// the mean for p = 1, the maximum for p to infinity.
///
/// Computed as m ( (1/n) sum of (z/m)^p )^(1/p) with the largest element m, so that no power
/// overflows, and none but those that do not matter vanish. Its derivative is (1/n) (z/y)^(p-1), and
/// zero in a window of zeros unless p = 1.
struct PowerPooling<S: KernelScalar>: Primitive {
  let exponent: Double
  /// nil: one window over everything.
  let window: Window?
  let pool: WorkerPool

  var name: String { "L\(exponent) pooling" }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: PoolingPlan<S>) {
    precondition(exponent >= 1, "pooling with exponent \(exponent)")
    let plan = PoolingPlan<S>(inputs[0].shape, window, pool: pool)
    let shares = plan.shares
    var outputs = Tensor<S>(uninitialized: plan.outputShape)
    outputs.withMutableBlock { outputs in
      inputs[0].withBlock { images in
        plan.share { range, _ in
          plan.gather(images, range) { planes in
            plan.forEachWindow(range) { index, place, corner in
              let largest = plan.offsets.reduce(0) { max($0, planes[corner + $1]) }
              let sum = plan.offsets.reduce(0) { sum, offset in
                largest == 0 ? 0 : sum + power(planes[corner + offset] / largest, exponent)
              }
              outputs[index] = largest * power(sum * shares[place], 1 / exponent)
            }
          }
        }
      }
    }
    return (outputs, plan)
  }

  func pushforward(
    _ tangents: [Tensor<S>?], at point: Evaluation<S, PoolingPlan<S>>
  ) -> Tensor<S> {
    let plan = point.record
    let shares = plan.shares
    var tangent = Tensor<S>(zeros: plan.outputShape)
    guard let direction = tangents[0] else { return tangent }
    tangent.withMutableBlock { tangent in
      direction.withBlock { direction in
        withPoint(point) { images, outputs in
          plan.share { range, _ in
            plan.gather(images, range) { planes in
              plan.gather(direction, range) { direction in
                plan.forEachWindow(range) { index, place, corner in
                  tangent[index] = plan.offsets.reduce(0) { sum, offset in
                    sum + direction[corner + offset]
                      * slope(planes[corner + offset], outputs[index], shares[place])
                  }
                }
              }
            }
          }
        }
      }
    }
    return tangent
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, PoolingPlan<S>>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let plan = point.record
    let shares = plan.shares
    var result = Tensor<S>(uninitialized: plan.imageShape)
    result.withMutableBlock { result in
      adjoint.withBlock { adjoint in
        withPoint(point) { images, outputs in
          plan.share { range, _ in
            plan.gather(images, range) { planes in
              plan.scatter(result, range) { sums in
                plan.forEachWindow(range) { index, place, corner in
                  for offset in plan.offsets {
                    sums[corner + offset] +=
                      adjoint[index]
                      * slope(planes[corner + offset], outputs[index], shares[place])
                  }
                }
              }
            }
          }
        }
      }
    }
    return [result]
  }

  private func withPoint(
    _ point: Evaluation<S, PoolingPlan<S>>,
    _ body: (_ images: Block<S>, _ outputs: Block<S>) -> Void
  ) {
    point.inputs[0].withBlock { images in point.output.withBlock { body(images, $0) } }
  }

  /// dy/dz
  private func slope(_ z: S, _ y: S, _ share: S) -> S {
    guard exponent > 1 else { return share }
    return y == 0 ? 0 : share * power(z / y, exponent - 1)
  }

  private func power(_ base: S, _ exponent: Double) -> S { S(pow(Double(base), exponent)) }
}
