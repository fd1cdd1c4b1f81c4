internal import Foundation

/// A number that the equations of a cell are written in: `Double`, or one that records what is
/// done with it.
///
/// Literals are numbers (`1 - z[0]`); functions are static (`N.tanh(z[0])`). A law does the same
/// operations whatever its values are: instead of branches there are ``maximum(_:_:)``,
/// ``minimum(_:_:)`` and ``abs(_:)``.
public protocol EquationNumber: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, Sendable {
  /// A constant.
  init(constant: Double)

  static prefix func - (x: Self) -> Self
  static func + (x: Self, y: Self) -> Self
  static func - (x: Self, y: Self) -> Self
  static func * (x: Self, y: Self) -> Self
  static func / (x: Self, y: Self) -> Self

  /// e^x
  static func exp(_ x: Self) -> Self
  /// The natural logarithm.
  static func log(_ x: Self) -> Self
  /// The square root.
  static func sqrt(_ x: Self) -> Self
  /// The hyperbolic tangent.
  static func tanh(_ x: Self) -> Self
  /// 1 / (1 + e^-x)
  static func sigmoid(_ x: Self) -> Self
  /// The sine of an angle in radians.
  static func sin(_ x: Self) -> Self
  /// The cosine of an angle in radians.
  static func cos(_ x: Self) -> Self
  /// The larger number; of equal ones the second, so that `maximum(x, 0)` has the derivative 0 at
  /// 0.
  static func maximum(_ x: Self, _ y: Self) -> Self
  /// The smaller number; of equal ones the second.
  static func minimum(_ x: Self, _ y: Self) -> Self
  /// The absolute value; its derivative at 0 is -1.
  static func abs(_ x: Self) -> Self
}

extension EquationNumber {
  /// A number written in an equation.
  @inlinable
  public init(floatLiteral value: Double) { self.init(constant: value) }

  /// A number written in an equation.
  @inlinable
  public init(integerLiteral value: Int) { self.init(constant: Double(value)) }
}

extension EquationNumber {
  /// The absolute value; its derivative at 0 is -1.
  public static func abs(_ x: Self) -> Self { maximum(x, -x) }
}

extension Double: EquationNumber {
  @inlinable
  public init(constant: Double) { self = constant }

  /// e^x.
  public static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  /// The natural logarithm.
  public static func log(_ x: Double) -> Double { Foundation.log(x) }
  @inlinable
  public static func sqrt(_ x: Double) -> Double { x.squareRoot() }
  /// The hyperbolic tangent.
  public static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }
  /// The sine of x radians.
  public static func sin(_ x: Double) -> Double { Foundation.sin(x) }
  /// The cosine of x radians.
  public static func cos(_ x: Double) -> Double { Foundation.cos(x) }
  /// The larger number; of equal ones the second.
  public static func maximum(_ x: Double, _ y: Double) -> Double { x > y ? x : y }
  /// The smaller number; of equal ones the second.
  public static func minimum(_ x: Double, _ y: Double) -> Double { x < y ? x : y }

  /// 1 / (1 + e^-x), by the hyperbolic tangent: no overflow for any x.
  @inlinable
  public static func sigmoid(_ x: Double) -> Double { 0.5 + 0.5 * tanh(0.5 * x) }
}
