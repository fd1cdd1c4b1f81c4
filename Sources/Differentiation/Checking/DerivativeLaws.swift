internal import TensorCore

/// The laws of a function and its derivatives at a point.
struct DerivativeLaws {
  let inputs: [Tensor<Double>]
  let output: Tensor<Double>
  let value: ([Tensor<Double>]) -> Tensor<Double>
  let pushforward: ([Tensor<Double>?]) -> Tensor<Double>
  let pullback: (_ adjoint: Tensor<Double>, _ wanted: [Bool]) -> [Tensor<Double>?]

  /// What was measured along random directions.
  func report(seed: UInt64) -> LawReport {
    var generator = RandomGenerator(seed: seed)
    let u = inputs.map { Tensor(shape: $0.shape, values: generator.normals($0.count)) }
    let v = Tensor(shape: output.shape, values: generator.normals(output.count))
    let tangent = pushforward(u)
    let adjoints = pullback(v, inputs.map { _ in true })

    let wrong =
      (tangent.shape == output.shape ? 0 : 1) + (adjoints.count == inputs.count ? 0 : 1)
      + zip(adjoints, inputs).count { $0?.shape != $1.shape }
    let shapes = LawReport.Law(name: "shapes", deviation: Double(wrong), limit: 0)
    guard shapes.passed else { return LawReport(laws: [shapes]) }
    let found = zip(adjoints, inputs).map { $0 ?? $1 }
    let again = LawReport.Law(
      name: "the same output again",
      deviation: value(inputs).values.differingBits(from: output.values), limit: 0)
    return LawReport(
      laws: [shapes, again, identity(u, v, tangent, found), differences(u, tangent)]
        + single(u, v, tangent, found))
  }

  /// <J u, v> = <u, J^T v>, relative to the terms of these sums, which may cancel.
  private func identity(
    _ u: [Tensor<Double>], _ v: Tensor<Double>, _ tangent: Tensor<Double>,
    _ adjoints: [Tensor<Double>]
  ) -> LawReport.Law {
    let left = zip(tangent.values, v.values).map { $0 * $1 }
    let right = zip(adjoints, u).flatMap { zip($0.values, $1.values).map { $0 * $1 } }
    let terms = (left + right).reduce(0) { $0 + $1.magnitude }
    return LawReport.Law(
      name: "adjoint identity",
      deviation: [left.reduce(0, +)].deviation(
        from: [right.reduce(0, +)], floor: max(terms, .leastNormalMagnitude)),
      limit: 1e-12)
  }

  /// Rounding leaves about 1e-11 times the size of the output in a difference.
  private func differences(
    _ u: [Tensor<Double>], _ tangent: Tensor<Double>
  ) -> LawReport.Law {
    let expected = DifferenceFormula.fivePoint.derivative { distance in
      value(
        zip(inputs, u).map { input, u in
          Tensor(
            shape: input.shape, values: zip(input.values, u.values).map { $0 + distance * $1 })
        }
      ).values
    }
    return LawReport.Law(
      name: "tangents = differences",
      deviation: tangent.values.deviation(from: expected, floor: floor), limit: 1e-7)
  }

  /// One input at a time.
  private func single(
    _ u: [Tensor<Double>], _ v: Tensor<Double>, _ tangent: Tensor<Double>,
    _ adjoints: [Tensor<Double>]
  ) -> [LawReport.Law] {
    var sum = [Double](repeating: 0, count: output.count)
    var differing = 0.0
    for index in inputs.indices {
      let alone = pushforward(inputs.indices.map { $0 == index ? u[$0] : nil })
      sum = zip(sum, alone.values).map { $0 + $1 }
      let wanted = pullback(v, inputs.indices.map { $0 == index })[index]
      differing += (wanted?.values ?? []).differingBits(from: adjoints[index].values)
    }
    return [
      LawReport.Law(
        name: "tangents of single inputs sum to that of all",
        deviation: sum.deviation(from: tangent.values, floor: floor), limit: 1e-12),
      LawReport.Law(name: "adjoints wanted alone", deviation: differing, limit: 0),
    ]
  }

  private var floor: Double {
    max(1e-3 * output.values.reduce(0) { max($0, $1.magnitude) }, .leastNormalMagnitude)
  }
}
