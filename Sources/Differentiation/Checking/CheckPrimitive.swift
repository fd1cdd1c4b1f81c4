public import TensorCore

/// Measures how far a primitive is from the laws that every primitive obeys, in Double.
///
/// 1. shapes: a tangent has the shape of the output, each adjoint that of its input
/// 2. the same inputs give the same output, the same bits
/// 3. adjoint identity: <J u, v> = <u, J^T v>, one random direction (as JAX's `check_grads`)
/// 4. tangents = central differences along a random direction
/// 5. tangents of single inputs, the others nil, sum to the tangent of all
/// 6. the adjoint of an input that alone is wanted = its adjoint where all are, the same bits
///
/// A function with a kink (a maximum) is not differentiable there: should an input lie within 2e-4
/// of one, the differences are wrong. Inputs ought to be of a size near 1.
///
/// - Parameters:
///   - inputs: the point.
///   - seed: of the random directions.
/// - Complexity: 6 evaluations, and for each input one pushforward and one pullback.
public func checkPrimitive<P: Primitive<Double>>(
  _ primitive: P, at inputs: [Tensor<Double>], seed: UInt64 = 1
) -> LawReport {
  let (output, record) = primitive.forward(inputs)
  let point = Evaluation(inputs: inputs, output: output, record: record)
  return DerivativeLaws(
    inputs: inputs, output: output, value: { primitive.forward($0).output },
    pushforward: { primitive.pushforward($0, at: point) },
    pullback: { primitive.pullback($0, at: point, wanted: $1) }
  ).report(seed: seed)
}

/// Measures how far the derivatives of a function of variables are from the laws that every
/// primitive obeys (``checkPrimitive(_:at:seed:)``), in Double: the function as one primitive.
public func checkDerivatives(
  at inputs: [Tensor<Double>], seed: UInt64 = 1,
  of function: ([Variable<Double>]) -> Variable<Double>
) -> LawReport {
  let variables = inputs.map { Variable($0) }
  let output = function(variables)
  return withoutActuallyEscaping(function) { function in
    DerivativeLaws(
      inputs: inputs, output: output.value,
      value: { function($0.map { Variable($0) }).value },
      pushforward: { tangents in
        output.tangent(
          along: zip(variables, tangents).compactMap { variable, tangent in
            tangent.map { (variable, $0) }
          })
      },
      pullback: { adjoint, wanted in
        var found = output.adjoints(
          of: zip(variables, wanted).filter(\.1).map(\.0), from: adjoint)[...]
        return wanted.map { $0 ? found.popFirst() : nil }
      }
    ).report(seed: seed)
  }
}
