public import TensorCore

/// The errors of a difference formula at ever smaller steps: over the step, on logarithmic axes,
/// they fall along a line whose slope is the formula's order, until rounding takes over.
public struct DifferenceErrors: Sendable {
  /// The formula.
  public let formula: DifferenceFormula
  /// h, falling: 1/2, 1/4, 1/8 ...
  public let steps: [Double]
  /// The error at each step, relative to the derivative's magnitude.
  public let errors: [Double]
  /// What rounding of the function by a few units in its last place leaves at each step.
  public let rounding: [Double]

  /// The errors of `formula` for a function whose derivative at 0 is `derivative`.
  public init(
    _ formula: DifferenceFormula, derivative: Double, stepCount: Int = 24,
    of function: (Double) -> Double
  ) {
    precondition(derivative != 0, "difference errors of a derivative of 0")
    self.formula = formula
    steps = (1...stepCount).map { 1 / Double(1 << $0) }
    errors = steps.map { step in
      let found = formula.derivative(step: step) { [function($0)] }[0]
      return ((found - derivative) / derivative).magnitude
    }
    let size = function(0).magnitude
    rounding = steps.map { 8 * 0x1p-53 * size / $0 / derivative.magnitude }
  }

  /// The exponent of the law that the errors follow: fitted to the last four, as the step falls, that
  /// stand well above rounding; nil where there are not two.
  public var slope: Double? {
    let visible = errors.indices.prefix { errors[$0] > 16 * rounding[$0] }
    return PowerLaw(visible.suffix(4).map { (steps[$0], errors[$0]) })?.exponent
  }

  /// The smallest of the errors, and its step.
  public var best: (step: Double, error: Double) {
    let index = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return (steps[index], errors[index])
  }
}
