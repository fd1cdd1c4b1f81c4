public import TensorCore

/// y = a b, matrix products over the last two axes, with the operands transposed or not; outer axes
/// are the same in both, or one of the two is a single matrix for all.
///
///     y. = a. b + a b.        a' = y' b^T        b' = a^T y'
struct Product<S: KernelScalar>: Primitive {
  let transposesLeft: Bool
  let transposesRight: Bool
  let pool: WorkerPool?

  var name: String { "product" }

  @specialized(where S == Float)
  func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Void) {
    (product(inputs[0], inputs[1]), ())
  }

  @specialized(where S == Float)
  func pushforward(_ tangents: [Tensor<S>?], at point: Evaluation<S, Void>) -> Tensor<S> {
    var sum = tangents[0].map { product($0, point.inputs[1]) }
    if let tangent = tangents[1] {
      let part = product(point.inputs[0], tangent)
      if sum?.add(part) == nil { sum = part }
    }
    return sum ?? Tensor(zeros: point.output.shape)
  }

  @specialized(where S == Float)
  func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Void>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let (a, b) = (point.inputs[0], point.inputs[1])
    var adjoints: [Tensor<S>?] = [nil, nil]
    if wanted[0] {
      let summed = a.shape.count == 2
      adjoints[0] =
        transposesLeft
        ? b.product(
          adjoint, transposed: transposesRight, otherTransposed: true, summed: summed, pool: pool)
        : adjoint.product(b, otherTransposed: !transposesRight, summed: summed, pool: pool)
    }
    if wanted[1] {
      let summed = b.shape.count == 2
      adjoints[1] =
        transposesRight
        ? adjoint.product(
          a, transposed: true, otherTransposed: transposesLeft, summed: summed, pool: pool)
        : a.product(adjoint, transposed: !transposesLeft, summed: summed, pool: pool)
    }
    return adjoints
  }

  private func product(_ a: Tensor<S>, _ b: Tensor<S>) -> Tensor<S> {
    a.product(b, transposed: transposesLeft, otherTransposed: transposesRight, pool: pool)
  }
}

extension Variable {
  /// The matrix product over the last two axes: [.., M, K] times [.., K, N] is [.., M, N].
  ///
  /// Outer axes are the same in both, or one of the two is a single matrix for all.
  /// - Parameters:
  ///   - transposed: whether the right operand is [.., N, K].
  ///   - transposingSelf: whether this one is [.., K, M].
  ///   - pool: threads that share the work; the result has the same bits for any number.
  /// - Complexity: 2 M K N floating-point operations for each product, and twice as many backward.
  public func product(
    _ right: Variable, transposed: Bool = false, transposingSelf: Bool = false,
    pool: WorkerPool? = nil
  ) -> Variable {
    Variable(
      Product(transposesLeft: transposingSelf, transposesRight: transposed, pool: pool),
      [self, right])
  }
}
