package import TensorCore

/// How parameters follow their gradient. p parameters, g the clipped gradient with its penalties, a
/// the learning rate; operations are element by element.
public enum Optimizer: Sendable, Equatable, Codable {
  /// p -= a g (Robbins and Monro 1951).
  case sgd
  /// v = mu v + g; p -= a v (Polyak 1964).
  case momentum(Double)
  /// v = mu v + (1 - mu) a g; p -= v: a running mean of steps, which a learning rate that changes
  /// reaches by and by.
  case averagedMomentum(Double)
  /// v = mu v + g; p -= a (g + mu v) (Nesterov 1983, in the form of Sutskever et al. 2013).
  case nesterov(Double)
  /// ``averagedMomentum(_:)`` with the gradient at p - mu v, as which p is kept:
  /// v = mu v + (1 - mu) a g; p -= (1 - mu) a g + mu v.
  case averagedNesterov(Double)
  /// s += g^2; p -= a g / (sqrt(s) + e) (Duchi et al. 2011).
  case adagrad(epsilon: Double)
  /// s = r s + (1 - r) g^2; d = sqrt(u + e) / sqrt(s + e) g; u = r u + (1 - r) d^2; p -= a d
  /// (Zeiler 2012).
  case adadelta(decay: Double, epsilon: Double)
  /// s = r s + (1 - r) g^2; p -= a g / (sqrt(s) + e) (Tieleman and Hinton 2012).
  case rmsprop(decay: Double, epsilon: Double)
  /// s = r s + (1 - r) g^2; p -= a g / sqrt(s + e).
  case rmspropWithinRoot(decay: Double, epsilon: Double)
  /// m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
  /// p -= a (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + e) (Kingma and Ba 2015).
  case adam(beta1: Double, beta2: Double, epsilon: Double)
  /// p -= a w p before Adam's step (Loshchilov and Hutter 2019).
  case adamw(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)

  /// Adam with b1 = 0.9, b2 = 0.999, e = 1e-8.
  public static let adam = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)

  /// The rule of the kernel.
  package var rule: UpdateRule {
    switch self {
    case .sgd: .sgd
    case .momentum, .averagedMomentum: .momentum
    case .nesterov, .averagedNesterov: .nesterov
    case .adagrad: .adagrad
    case .adadelta: .adadelta
    case .rmsprop, .rmspropWithinRoot: .rmsprop
    case .adam, .adamw: .adam
    }
  }

  /// What the kernel reads at step `step` (1, 2, ...), without clipping and penalties.
  func settings(learningRate: Double, step: Int) -> UpdateSettings {
    var settings = UpdateSettings()
    settings.learningRate = learningRate
    switch self {
    case .sgd: break
    case .momentum(let value), .nesterov(let value): settings.momentum = value
    case .averagedMomentum(let value), .averagedNesterov(let value):
      settings.momentum = value
      settings.innerRate = (1 - value) * learningRate
      settings.learningRate = 1
    case .adagrad(let epsilon): settings.epsilon = epsilon
    case .adadelta(let decay, let epsilon), .rmsprop(let decay, let epsilon):
      settings.decay = decay
      settings.epsilon = epsilon
    case .rmspropWithinRoot(let decay, let epsilon):
      settings.decay = decay
      settings.innerEpsilon = epsilon
    case .adam(let beta1, let beta2, let epsilon),
      .adamw(let beta1, let beta2, let epsilon, _):
      settings.beta1 = beta1
      settings.beta2 = beta2
      settings.epsilon = epsilon
      settings.correction1 = 1 / (1 - power(beta1, step))
      settings.correction2 = 1 / (1 - power(beta2, step))
      if case .adamw(_, _, _, let weightDecay) = self { settings.weightDecay = weightDecay }
    }
    return settings
  }
}

/// x^n by squaring: the same bits on every platform.
func power(_ x: Double, _ n: Int) -> Double {
  var (base, exponent, result) = (x, n, 1.0)
  while exponent > 0 {
    if exponent & 1 == 1 { result *= base }
    base *= base
    exponent >>= 1
  }
  return result
}
