/// A number with its partial derivatives with respect to up to 16 variables: forward
/// differentiation.
///
///     f(v + sum_i p_i e_i) = f(v) + f'(v) sum_i p_i e_i        e_i e_j = 0
@frozen
public struct Dual: EquationNumber {
  /// The most variables that there can be.
  public static let variableLimit = 16

  /// The number itself.
  public var value: Double
  /// The derivative with respect to each variable.
  public var partials: SIMD16<Double>

  /// A number and its derivatives.
  @inlinable
  public init(_ value: Double, _ partials: SIMD16<Double>) {
    self.value = value
    self.partials = partials
  }

  /// A constant: all derivatives are 0.
  @inlinable
  public init(constant: Double) { self.init(constant, .zero) }

  /// Variable number `variable`, at `value`.
  @inlinable
  public init(_ value: Double, variable: Int) {
    self.init(value, .zero)
    partials[variable] = 1
  }

  @inlinable
  public static prefix func - (x: Dual) -> Dual { Dual(-x.value, -x.partials) }

  @inlinable
  public static func + (x: Dual, y: Dual) -> Dual {
    Dual(x.value + y.value, x.partials + y.partials)
  }

  @inlinable
  public static func - (x: Dual, y: Dual) -> Dual {
    Dual(x.value - y.value, x.partials - y.partials)
  }

  @inlinable
  public static func * (x: Dual, y: Dual) -> Dual {
    Dual(x.value * y.value, x.partials * y.value + y.partials * x.value)
  }

  @inlinable
  public static func / (x: Dual, y: Dual) -> Dual {
    let quotient = x.value / y.value
    return Dual(quotient, (x.partials - y.partials * quotient) / y.value)
  }
}

extension Dual {
  @inlinable
  public static func exp(_ x: Dual) -> Dual {
    let y = Double.exp(x.value)
    return Dual(y, x.partials * y)
  }

  @inlinable
  public static func log(_ x: Dual) -> Dual { Dual(Double.log(x.value), x.partials / x.value) }

  @inlinable
  public static func sqrt(_ x: Dual) -> Dual {
    let y = Double.sqrt(x.value)
    return Dual(y, x.partials * (0.5 / y))
  }

  @inlinable
  public static func tanh(_ x: Dual) -> Dual {
    let y = Double.tanh(x.value)
    return Dual(y, x.partials * ((1 - y) * (1 + y)))
  }

  @inlinable
  public static func sigmoid(_ x: Dual) -> Dual {
    let y = Double.sigmoid(x.value)
    return Dual(y, x.partials * (y * (1 - y)))
  }

  @inlinable
  public static func sin(_ x: Dual) -> Dual {
    Dual(Double.sin(x.value), x.partials * Double.cos(x.value))
  }

  @inlinable
  public static func cos(_ x: Dual) -> Dual {
    Dual(Double.cos(x.value), x.partials * -Double.sin(x.value))
  }

  @inlinable
  public static func maximum(_ x: Dual, _ y: Dual) -> Dual { x.value > y.value ? x : y }

  @inlinable
  public static func minimum(_ x: Dual, _ y: Dual) -> Dual { x.value < y.value ? x : y }

  @inlinable
  public static func abs(_ x: Dual) -> Dual { x.value > 0 ? x : -x }
}
