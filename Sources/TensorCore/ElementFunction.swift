internal import CKernels

/// A function of one number that the kernels compute for many, with its derivative.
package enum ElementFunction: Sendable, Equatable {
  /// a x + b
  case affine(Double, Double)
  /// x / a
  case quotient(by: Double)
  /// a / x
  case reciprocal(times: Double)
  case square
  case squareRoot
  /// x^a
  case power(Double)
  case exponential
  case logarithm
  /// 1 / (1 + e^-x)
  case sigmoid
  case tanh
  /// log(1 + e^x)
  case softplus
  /// max(x, 0); derivative 0 at 0
  case rectifier
  /// x where x > 0, elsewhere a x
  case leakyRectifier(slope: Double)
  /// x P(x), P the normal distribution's probability of less than x (Hendrycks and Gimpel 2016)
  case gelu
  /// x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
  case geluByTanh
  /// 1 where x >= 0, elsewhere 0; derivative 0
  case step
  /// |x|; derivative 0 at 0
  case magnitude

  /// The number of the function in the kernels, and its parameters.
  var kernel: (function: Int32, a: Double, b: Double) {
    switch self {
    case .affine(let a, let b): (Int32(RECUR_AFFINE.rawValue), a, b)
    case .quotient(let a): (Int32(RECUR_QUOTIENT.rawValue), a, 0)
    case .reciprocal(let a): (Int32(RECUR_RECIPROCAL.rawValue), a, 0)
    case .square: (Int32(RECUR_SQUARE.rawValue), 0, 0)
    case .squareRoot: (Int32(RECUR_SQUARE_ROOT.rawValue), 0, 0)
    case .power(let a): (Int32(RECUR_POWER.rawValue), a, 0)
    case .exponential: (Int32(RECUR_EXPONENTIAL.rawValue), 0, 0)
    case .logarithm: (Int32(RECUR_LOGARITHM.rawValue), 0, 0)
    case .sigmoid: (Int32(RECUR_SIGMOID.rawValue), 0, 0)
    case .tanh: (Int32(RECUR_TANH.rawValue), 0, 0)
    case .softplus: (Int32(RECUR_SOFTPLUS.rawValue), 0, 0)
    case .rectifier: (Int32(RECUR_RECTIFIER.rawValue), 0, 0)
    case .leakyRectifier(let a): (Int32(RECUR_LEAKY_RECTIFIER.rawValue), a, 0)
    case .gelu: (Int32(RECUR_GELU.rawValue), 0, 0)
    case .geluByTanh: (Int32(RECUR_GELU_TANH.rawValue), 0, 0)
    case .step: (Int32(RECUR_STEP.rawValue), 0, 0)
    case .magnitude: (Int32(RECUR_MAGNITUDE.rawValue), 0, 0)
    }
  }
}

/// An operation of two numbers that the kernels compute for many.
package enum ElementOperation: Sendable {
  case sum, difference, product, quotient
  /// Of equal numbers the first.
  case maximum, minimum
  /// 1 where x >= y, elsewhere 0
  case atLeast
  /// 1 where x > y, elsewhere 0
  case above

  /// The number of the operation in the kernels.
  var kernel: Int32 {
    let operation =
      switch self {
      case .sum: RECUR_SUM
      case .difference: RECUR_DIFFERENCE
      case .product: RECUR_PRODUCT
      case .quotient: RECUR_RATIO
      case .maximum: RECUR_MAXIMUM
      case .minimum: RECUR_MINIMUM
      case .atLeast: RECUR_AT_LEAST
      case .above: RECUR_ABOVE
      }
    return Int32(operation.rawValue)
  }
}
