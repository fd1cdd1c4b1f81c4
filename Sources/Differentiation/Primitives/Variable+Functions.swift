internal import TensorCore

// Functions of every element.
extension Variable {
  /// x^2
  @specialized(where S == Float)
  public func squared() -> Variable { map(.square) }

  /// x / 2
  @specialized(where S == Float)
  public func halved() -> Variable { map(.quotient(by: 2)) }

  /// x^exponent; for a negative x not a number unless the exponent is whole.
  @specialized(where S == Float)
  public func power(_ exponent: Double) -> Variable { map(.power(exponent)) }

  /// The square root.
  @specialized(where S == Float)
  public func squareRoot() -> Variable { map(.squareRoot) }

  /// e^x
  @specialized(where S == Float)
  public func exponential() -> Variable { map(.exponential) }

  /// The natural logarithm.
  @specialized(where S == Float)
  public func logarithm() -> Variable { map(.logarithm) }

  /// 1 / (1 + e^-x), the logistic function; its derivative is y (1 - y).
  @specialized(where S == Float)
  public func sigmoid() -> Variable { map(.sigmoid) }

  /// (e^x - e^-x) / (e^x + e^-x); its derivative is 1 - y^2.
  @specialized(where S == Float)
  public func tanh() -> Variable { map(.tanh) }

  /// log(1 + e^x); its derivative is the sigmoid of x.
  @specialized(where S == Float)
  public func softplus() -> Variable { map(.softplus) }

  /// max(x, 0), with the derivative 0 at 0 (ReLU).
  @specialized(where S == Float)
  public func relu() -> Variable { map(.rectifier) }

  /// x where x > 0, elsewhere `slope` times x, with the derivative `slope` at 0.
  @specialized(where S == Float)
  public func leakyRelu(slope: Double) -> Variable { map(.leakyRectifier(slope: slope)) }

  /// x P(x), P the probability that a number of the normal distribution is less than x (Hendrycks
  /// and Gimpel 2016).
  @specialized(where S == Float)
  public func gelu() -> Variable { map(.gelu) }

  /// x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, close to ``gelu()``.
  @specialized(where S == Float)
  public func geluByTanh() -> Variable { map(.geluByTanh) }

  /// 1 where x >= 0, elsewhere 0, with the derivative 0 everywhere.
  @specialized(where S == Float)
  public func step() -> Variable { map(.step) }

  /// |x|, with the derivative 0 at 0.
  @specialized(where S == Float)
  public func absolute() -> Variable { map(.magnitude) }
}
