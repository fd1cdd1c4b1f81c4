internal import TensorCore

// Operators on every element. Shapes are brought together by numpy's rules: axes are compared from
// the innermost outwards, and what has an axis of extent 1, or no such axis, is repeated along it.
extension Variable {
  /// The sum.
  @specialized(where S == Float)
  public static func + (left: Variable, right: Variable) -> Variable {
    left.combined(.sum, with: right)
  }

  /// The difference.
  @specialized(where S == Float)
  public static func - (left: Variable, right: Variable) -> Variable {
    left.combined(.difference, with: right)
  }

  /// The product, element by element; ``product(_:transposed:transposingSelf:pool:)`` is that of
  /// matrices.
  @specialized(where S == Float)
  public static func * (left: Variable, right: Variable) -> Variable {
    left.combined(.product, with: right)
  }

  /// The quotient.
  @specialized(where S == Float)
  public static func / (left: Variable, right: Variable) -> Variable {
    left.combined(.quotient, with: right)
  }

  /// The larger of two, of equal ones the first.
  @specialized(where S == Float)
  public static func maximum(_ left: Variable, _ right: Variable) -> Variable {
    left.combined(.maximum, with: right)
  }

  /// The smaller of two, of equal ones the first.
  @specialized(where S == Float)
  public static func minimum(_ left: Variable, _ right: Variable) -> Variable {
    left.combined(.minimum, with: right)
  }

  private func combined(_ operation: ElementOperation, with other: Variable) -> Variable {
    Variable(ElementCombination(operation: operation), [self, other])
  }
}

// Operators with a number.
extension Variable {
  /// -x
  @specialized(where S == Float)
  public static prefix func - (x: Variable) -> Variable { x.map(.affine(-1, 0)) }

  /// x + number
  @specialized(where S == Float)
  public static func + (x: Variable, number: Double) -> Variable { x.map(.affine(1, number)) }

  /// number + x
  @specialized(where S == Float)
  public static func + (number: Double, x: Variable) -> Variable { x.map(.affine(1, number)) }

  /// x - number
  @specialized(where S == Float)
  public static func - (x: Variable, number: Double) -> Variable { x.map(.affine(1, -number)) }

  /// number - x
  @specialized(where S == Float)
  public static func - (number: Double, x: Variable) -> Variable { x.map(.affine(-1, number)) }

  /// number x
  @specialized(where S == Float)
  public static func * (x: Variable, number: Double) -> Variable { x.map(.affine(number, 0)) }

  /// number x
  @specialized(where S == Float)
  public static func * (number: Double, x: Variable) -> Variable { x.map(.affine(number, 0)) }

  /// x / number
  @specialized(where S == Float)
  public static func / (x: Variable, number: Double) -> Variable { x.map(.quotient(by: number)) }

  /// number / x
  @specialized(where S == Float)
  public static func / (number: Double, x: Variable) -> Variable {
    x.map(.reciprocal(times: number))
  }
}
