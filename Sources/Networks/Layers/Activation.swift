public import Differentiation
internal import TensorCore

/// A function of every element of a value, which makes a network more than a linear map: a layer
/// without parameters, of a batch of any shape.
///
///     step        1 where x >= 0, else 0; its derivative is 0
///     identity    x
///     sigmoid     1 / (1 + e^-x)
///     tanh        (e^x - e^-x) / (e^x + e^-x)
///     relu        max(0, x); its derivative at 0 is 0
///     leakyReLU   x where x > 0, else slope x
///     softplus    log(1 + e^x)
///     gelu        x times the probability that a standard normal number is below x (Hendrycks and
///                 Gimpel 2016)
public enum Activation: Layer, Equatable {
  case step, identity, sigmoid, tanh, relu
  /// A rectifier that lets `slope` of negative values through.
  case leakyReLU(slope: Double)
  case softplus, gelu

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    function.map { x.map($0, pool: scope.pool) } ?? x
  }

  /// What the kernels compute; nil: the identity.
  private var function: ElementFunction? {
    switch self {
    case .step: .step
    case .identity: nil
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .relu: .rectifier
    case .leakyReLU(let slope): .leakyRectifier(slope: slope)
    case .softplus: .softplus
    case .gelu: .gelu
    }
  }

  /// The function, where its derivative follows from its value alone.
  var fusedFunction: ElementFunction? {
    switch self {
    case .sigmoid, .tanh, .relu: function
    case .leakyReLU(let slope): slope > 0 ? function : nil
    case .step, .identity, .softplus, .gelu: nil
    }
  }

  /// Whether about half of the outputs of centred inputs are 0 or nearly so.
  var isRectifier: Bool {
    switch self {
    case .relu, .leakyReLU, .softplus, .gelu: true
    case .step, .identity, .sigmoid, .tanh: false
    }
  }
}
