internal import CKernels

/// What an optimiser's kernel reads besides parameters and gradient.
///
/// The effective gradient is g' = clamp(g * gradientScale, valueLimit) + l2 p + l1 sign(p).
package struct UpdateSettings: Sendable {
  package var learningRate = 0.0
  package var gradientScale = 1.0
  package var valueLimit = Double.infinity
  package var l2 = 0.0
  package var l1 = 0.0
  package var momentum = 0.0
  /// The factor of the gradient on its way into the velocity.
  package var innerRate = 1.0
  package var decay = 0.0
  package var beta1 = 0.0
  package var beta2 = 0.0
  /// 1 / (1 - beta1^t)
  package var correction1 = 1.0
  /// 1 / (1 - beta2^t)
  package var correction2 = 1.0
  package var epsilon = 0.0
  /// Added to RMSprop's mean square under the root.
  package var innerEpsilon = 0.0
  package var weightDecay = 0.0

  package init() {}

  var kernelSettings: recur_update {
    recur_update(
      learning_rate: learningRate, gradient_scale: gradientScale, value_limit: valueLimit, l2: l2,
      l1: l1, momentum: momentum, inner_rate: innerRate, decay: decay, beta1: beta1, beta2: beta2,
      correction1: correction1, correction2: correction2, epsilon: epsilon,
      inner_epsilon: innerEpsilon, weight_decay: weightDecay)
  }
}
