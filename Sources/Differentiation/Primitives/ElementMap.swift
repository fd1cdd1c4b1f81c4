package import TensorCore

/// y = f(x), element by element, by the kernels.
///
///     y. = f'(x) x.        x' = f'(x) y'
struct ElementMap<S: KernelScalar>: Primitive {
  let function: ElementFunction
  var pool: WorkerPool?

  var name: String { function.name }

  @specialized(where S == Float)
  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (inputs[0].map(function, pool: pool), ())
  }

  @specialized(where S == Float)
  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    guard let tangent = tangents[0] else { return Tensor(zeros: point.output.shape) }
    return derivative(tangent, at: point)
  }

  @specialized(where S == Float)
  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    [derivative(adjoint, at: point)]
  }

  @specialized(where S == Float)
  private func derivative(_ factors: Tensor<S>, at point: Evaluation<S, Void>) -> Tensor<S> {
    point.inputs[0].slopes(function, results: point.output, times: factors, pool: pool)
  }
}

extension ElementFunction {
  /// The name in pictures. A text of its own for each number would take longer than the function.
  fileprivate var name: String {
    switch self {
    case .affine(-1, 0): "negated"
    case .affine(_, 0): "× number"
    case .affine(1, _): "+ number"
    case .affine: "affine"
    case .quotient(by: 2): "halved"
    case .quotient: "/ number"
    case .reciprocal: "number /"
    case .square: "squared"
    case .squareRoot: "square root"
    case .power: "power"
    case .exponential: "exponential"
    case .logarithm: "logarithm"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .softplus: "softplus"
    case .rectifier: "ReLU"
    case .leakyRectifier: "leaky ReLU"
    case .gelu: "GELU"
    case .geluByTanh: "GELU by tanh"
    case .step: "step"
    case .magnitude: "absolute"
    }
  }
}

extension Variable {
  /// f of every element, by the threads of `pool`.
  @specialized(where S == Float)
  package func map(_ function: ElementFunction, pool: WorkerPool? = nil) -> Variable {
    Variable(ElementMap(function: function, pool: pool), [self])
  }
}
