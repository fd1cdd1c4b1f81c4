/// Formulas for a derivative by values of the function around the point.
///
///     forward      (f(h) - f(0)) / h
///     backward     (f(0) - f(-h)) / h
///     central      (f(h) - f(-h)) / (2 h)
///     5-point      (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / (12 h)
///     7-point      (45 (f(h) - f(-h)) - 9 (f(2h) - f(-2h)) + (f(3h) - f(-3h))) / (60 h)
///
/// What the formula leaves out of Taylor's series grows as a power of h, its order; what rounding
/// leaves in the values grows as 1 / h. With h = ``step`` the five-point formula's truncation, h^4 /
/// 30 times the fifth derivative, is below 1e-17 for functions of size and curvature 1; rounding of
/// f by e leaves 1.5 e / h: about 1e-11 for a few units in the last place.
public enum DifferenceFormula: String, CaseIterable, Sendable {
  case forward
  case backward
  case central
  case fivePoint = "5-point"
  case sevenPoint = "7-point"

  /// The step that the checks of gradients take with ``fivePoint``.
  public static let step = 1e-4

  /// The power of h that the error grows as.
  public var order: Int {
    switch self {
    case .forward, .backward: 1
    case .central: 2
    case .fivePoint: 4
    case .sevenPoint: 6
    }
  }

  /// The derivative of each element of `function` at 0.
  public func derivative(
    step h: Double = Self.step, of function: (Double) -> [Double]
  ) -> [Double] {
    func difference(_ count: Double) -> [Double] {
      zip(function(count * h), function(-count * h)).map { $0 - $1 }
    }
    switch self {
    case .forward: return zip(function(h), function(0)).map { ($0 - $1) / h }
    case .backward: return zip(function(0), function(-h)).map { ($0 - $1) / h }
    case .central: return difference(1).map { $0 / (2 * h) }
    case .fivePoint:
      let (near, far) = (difference(1), difference(2))
      return zip(near, far).map { (8 * $0 - $1) / (12 * h) }
    case .sevenPoint:
      let (near, far, farthest) = (difference(1), difference(2), difference(3))
      return near.indices.map { (45 * near[$0] - 9 * far[$0] + farthest[$0]) / (60 * h) }
    }
  }
}
