internal import TensorCore

/// y = x_1 (operation) x_2, element by element, operands repeated as numpy repeats them; an adjoint
/// is summed over what was repeated.
///
///     +          y. = x_1. + x_2.                    x_1' = y'          x_2' = y'
///     -          y. = x_1. - x_2.                    x_1' = y'          x_2' = -y'
///     x          y. = x_1. x_2 + x_1 x_2.            x_1' = x_2 y'      x_2' = x_1 y'
///     /          y. = (x_1. - y x_2.) / x_2          x_1' = y' / x_2    x_2' = -y y' / x_2
///     max, min   the winner's, of equal ones the first's
struct ElementCombination<S: KernelScalar>: Primitive {
  let operation: ElementOperation

  var name: String {
    switch operation {
    case .sum: "+"
    case .difference: "−"
    case .product: "×"
    case .quotient: "/"
    case .maximum: "maximum"
    case .minimum: "minimum"
    case .atLeast: "≥"
    case .above: ">"
    }
  }

  @specialized(where S == Float)
  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (inputs[0].combined(operation, with: inputs[1]), ())
  }

  @specialized(where S == Float)
  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    let parts = tangents.enumerated().compactMap { index, tangent in
      tangent.map { factored($0, for: index, at: point) }
    }
    let shape = point.output.shape
    guard var sum = parts.first?.repeated(to: shape) else { return Tensor(zeros: shape) }
    for part in parts.dropFirst() { sum.add(part.repeated(to: shape)) }
    return sum
  }

  @specialized(where S == Float)
  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    (0..<2).map { index in
      wanted[index]
        ? factored(adjoint, for: index, at: point).summed(to: point.inputs[index].shape) : nil
    }
  }

  /// Numbers times the derivative with respect to input `index`.
  @specialized(where S == Float)
  private func factored(
    _ numbers: Tensor<S>, for index: Int, at point: Evaluation<S, Void>
  ) -> Tensor<S> {
    switch (operation, index) {
    case (.sum, _), (.difference, 0): return numbers
    case (.product, _): return numbers.combined(.product, with: point.inputs[1 - index])
    default: break
    }
    let (x, y) = (point.inputs[0], point.inputs[1])
    switch (operation, index) {
    case (.difference, _): return numbers.map(.affine(-1, 0))
    case (.quotient, 0): return numbers.combined(.quotient, with: y)
    case (.quotient, _):
      return numbers.combined(.product, with: point.output).combined(.quotient, with: y)
        .map(.affine(-1, 0))
    case (.maximum, 0): return numbers.combined(.product, with: x.combined(.atLeast, with: y))
    case (.maximum, _): return numbers.combined(.product, with: y.combined(.above, with: x))
    case (.minimum, 0): return numbers.combined(.product, with: y.combined(.atLeast, with: x))
    case (.minimum, _): return numbers.combined(.product, with: x.combined(.above, with: y))
    default: return Tensor(zeros: numbers.shape)
    }
  }
}
