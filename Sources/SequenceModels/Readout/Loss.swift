/// A measure of how far the outputs u of a model are from what was to be predicted.
///
/// A target is one of V symbols, or d values t. The outputs of a row lie parameter by parameter,
/// d columns each: the locations of all values first, then their scales and so on. A loss is summed
/// over the values of a target, in nats where it is a likelihood; ``meanSquaredError`` alone is a
/// mean. A value that is NaN is missing: it has neither loss nor gradient.
///
///     var configuration = SequenceModelConfiguration(
///       input: .vectors(3), outputSize: 1, loss: .gaussian, cell: GRUCell(), layers: 1,
///       hiddenSize: 64)
///
/// The gradient of a likelihood is of the order of 1 / s: where it is clipped by its norm, large
/// errors count for less and scales come out too small.
///
/// Scales are standard deviations or widths s = softplus(u) + 10^-3: they grow with the output and
/// not with its exponential, so that an unlucky output makes no interval that is wider than
/// anything, and none vanishes on a target that is predicted without error. Values are meant to be
/// of the order of 1, as scaled data are.
public enum Loss: Sendable, Hashable {
  /// -log softmax(u)_t of a symbol t.
  case crossEntropy
  /// -sum_k t_k log softmax(u)_k of a distribution t over V symbols, one-hot or soft; a row whose
  /// first element is NaN is missing.
  case crossEntropyOfDistributions
  /// 1/2 sum_j (u_j - t_j)^2
  case halfSquaredError
  /// 1/d sum_j (u_j - t_j)^2
  case meanSquaredError
  /// sum_j |u_j - t_j|; its derivative at 0 is 0.
  case absoluteError
  /// 1/2 e^2 of an error |e| <= delta, else delta (|e| - delta / 2) (Huber 1964).
  case huber(delta: Double)
  /// The negative log-likelihood of a normal distribution: d means, d standard deviations.
  ///
  ///     log s + 1/2 ((t - u) / s)^2 + 1/2 log 2 pi
  case gaussian
  /// The negative log-likelihood of a Student t distribution: d locations, d scales and, unless the
  /// degrees of freedom are given, d of these, nu = 2 + softplus(u), which leaves a variance.
  ///
  ///     log s + (nu + 1) / 2 log(1 + z^2 / nu) + log Gamma(nu / 2) - log Gamma((nu + 1) / 2)
  ///       + 1/2 log(pi nu),        z = (t - u) / s
  case studentT(degreesOfFreedom: Double?)
  /// The pinball loss of the quantile of each level q, in ascending order (Koenker and Bassett
  /// 1978): d quantiles of the first level, then of the next.
  ///
  ///     sum_q max(q (t - u), (q - 1) (t - u))
  case quantiles(at: [Double])
  /// The cross-entropy of d questions whose answers are 1, 0 or a probability:
  /// log(1 + e^u) - t u.
  case logistic

  /// V: outputs for a target of `size` values, or for one of `size` symbols.
  public func outputCount(for size: Int) -> Int {
    switch self {
    case .gaussian: 2 * size
    case .studentT(let degreesOfFreedom): (degreesOfFreedom == nil ? 3 : 2) * size
    case .quantiles(let levels): levels.count * size
    case .crossEntropy, .crossEntropyOfDistributions, .halfSquaredError, .meanSquaredError,
      .absoluteError, .huber, .logistic:
      size
    }
  }

  /// Whether a target is one symbol; else it is values.
  public var takesSymbols: Bool { self == .crossEntropy }

  /// Whether the outputs are logits of one choice among all, so that labels can be smoothed.
  var isSoftmax: Bool { self == .crossEntropy || self == .crossEntropyOfDistributions }

  /// Whether its numbers make a loss.
  package var isValid: Bool {
    switch self {
    case .huber(let delta): delta > 0 && delta.isFinite
    case .studentT(let degreesOfFreedom?): degreesOfFreedom > 0 && degreesOfFreedom.isFinite
    case .quantiles(let levels):
      !levels.isEmpty && levels.allSatisfy { $0 > 0 && $0 < 1 }
        && zip(levels, levels.dropFirst()).allSatisfy { $0 < $1 }
    case .crossEntropy, .crossEntropyOfDistributions, .halfSquaredError, .meanSquaredError,
      .absoluteError, .gaussian, .studentT(nil), .logistic:
      true
    }
  }
}

extension Loss: Codable {}
