internal import TensorCore

// Functions of every element.
extension Variable {
  /// x^2
  public func squared() -> Variable { map(.square) }

  /// x / 2
  public func halved() -> Variable { map(.quotient(by: 2)) }

  /// x^exponent; for a negative x not a number unless the exponent is whole.
  public func power(_ exponent: Double) -> Variable { map(.power(exponent)) }

  /// The square root.
  public func squareRoot() -> Variable { map(.squareRoot) }

  /// e^x
  public func exponential() -> Variable { map(.exponential) }

  /// The natural logarithm.
  public func logarithm() -> Variable { map(.logarithm) }

  /// 1 / (1 + e^-x), the logistic function; its derivative is y (1 - y).
  public func sigmoid() -> Variable { map(.sigmoid) }

  /// (e^x - e^-x) / (e^x + e^-x); its derivative is 1 - y^2.
  public func tanh() -> Variable { map(.tanh) }

  /// log(1 + e^x); its derivative is the sigmoid of x.
  public func softplus() -> Variable { map(.softplus) }

  /// max(x, 0), with the derivative 0 at 0 (ReLU).
  public func relu() -> Variable { map(.rectifier) }

  /// x where x > 0, elsewhere `slope` times x, with the derivative `slope` at 0.
  public func leakyRelu(slope: Double) -> Variable { map(.leakyRectifier(slope: slope)) }

  /// x P(x), P the probability that a number of the normal distribution is less than x (Hendrycks
  /// and Gimpel 2016).
  public func gelu() -> Variable { map(.gelu) }

  /// x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, close to ``gelu()``.
  public func geluByTanh() -> Variable { map(.geluByTanh) }

  /// 1 where x >= 0, elsewhere 0, with the derivative 0 everywhere.
  public func step() -> Variable { map(.step) }

  /// |x|, with the derivative 0 at 0.
  public func absolute() -> Variable { map(.magnitude) }
}
