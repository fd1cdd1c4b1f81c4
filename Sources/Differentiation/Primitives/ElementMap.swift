package import TensorCore

/// y = f(x), element by element, by the kernels.
///
///     y. = f'(x) x.        x' = f'(x) y'
struct ElementMap<S: KernelScalar>: Primitive {
  let function: ElementFunction
  var pool: WorkerPool?

  var name: String { function.name }

  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (inputs[0].map(function, pool: pool), ())
  }

  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    guard let tangent = tangents[0] else { return Tensor(zeros: point.output.shape) }
    return derivative(tangent, at: point)
  }

  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    [derivative(adjoint, at: point)]
  }

  private func derivative(_ factors: Tensor<S>, at point: Evaluation<S, Void>) -> Tensor<S> {
    point.inputs[0].slopes(function, results: point.output, times: factors, pool: pool)
  }
}

extension ElementFunction {
  /// The name in pictures: "sigmoid", "× 2".
  fileprivate var name: String {
    switch self {
    case .affine(-1, 0): "negated"
    case .affine(let a, 0): "× \(a)"
    case .affine(1, let b): "+ \(b)"
    case .affine(-1, let b): "\(b) −"
    case .affine(let a, let b): "× \(a) + \(b)"
    case .quotient(let a): "/ \(a)"
    case .reciprocal(let a): "\(a) /"
    case .square: "squared"
    case .squareRoot: "square root"
    case .power(let a): "power \(a)"
    case .exponential: "exponential"
    case .logarithm: "logarithm"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .softplus: "softplus"
    case .rectifier: "ReLU"
    case .leakyRectifier(let a): "leaky ReLU \(a)"
    case .gelu: "GELU"
    case .geluByTanh: "GELU by tanh"
    case .step: "step"
    case .magnitude: "absolute"
    }
  }
}

extension Variable {
  /// f of every element, by the threads of `pool`.
  package func map(_ function: ElementFunction, pool: WorkerPool? = nil) -> Variable {
    Variable(ElementMap(function: function, pool: pool), [self])
  }
}
