internal import SequenceModels
package import TensorCore

/// What a ``GradientEstimator`` carries from batch to batch beside the state, as named tensors: an
/// influence, traces, a window of steps, the state of its random generator.
///
/// Independent of the kernel set and, but for windows that overlap, of the number of threads.
package struct EstimatorSnapshot<S: KernelScalar>: Sendable {
  /// By name.
  package var tensors: [String: Tensor<S>]
  /// Lists by name: symbols, tokens, counts.
  package var indices: [String: [Int]]
  /// Draws the random signs of those that have any.
  package var generator: RandomGenerator?

  /// A snapshot; without further words of an estimator that carries nothing.
  package init(
    tensors: [String: Tensor<S>] = [:], indices: [String: [Int]] = [:],
    generator: RandomGenerator? = nil
  ) {
    self.tensors = tensors
    self.indices = indices
    self.generator = generator
  }

  /// Whether there is nothing to carry on.
  package var isEmpty: Bool { tensors.isEmpty && indices.isEmpty && generator == nil }
}

extension GradientEstimator {
  /// Nothing: an estimator that carries nothing.
  package func snapshot() -> EstimatorSnapshot<Scalar> { EstimatorSnapshot() }

  /// Forgets the past.
  package func restore(_ snapshot: EstimatorSnapshot<Scalar>) throws(TrainingError) {
    forgetPast()
  }
}

/// An estimator that says what it carries; saving and restoring then are the same for all.
protocol CarryingEstimator: SequenceEstimator {
  /// What ``carried`` consists of, as lists by name.
  var carriedIndices: [String: [Int]] { get }
  /// The matrices carried, as many as ``carriedIndices`` say.
  var carried: [CarriedMatrix<Scalar>] { get }
  /// The generator of random signs, if there is one.
  var carriedGenerator: RandomGenerator? { get }

  /// Makes room for what the lists say, after ``GradientEstimator/forgetPast()``.
  func prepare(_ indices: [String: [Int]], _ generator: RandomGenerator?) throws(TrainingError)
}

extension CarryingEstimator {
  var carriedGenerator: RandomGenerator? { nil }

  /// A copy of all that is carried.
  package func snapshot() -> EstimatorSnapshot<Scalar> {
    EstimatorSnapshot(
      tensors: Dictionary(
        carried.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first }),
      indices: carriedIndices, generator: carriedGenerator)
  }

  /// Goes on from what was carried; an empty snapshot is the beginning.
  package func restore(_ snapshot: EstimatorSnapshot<Scalar>) throws(TrainingError) {
    forgetPast()
    guard !snapshot.isEmpty else { return }
    try prepare(snapshot.indices, snapshot.generator)
    let carried = carried
    for matrix in carried {
      let found = snapshot.tensors[matrix.name]?.shape ?? []
      let expected = [matrix.rows, matrix.columns]
      guard found == expected else {
        forgetPast()
        throw .snapshotShapeMismatch(what: matrix.name, expected: expected, found: found)
      }
    }
    for matrix in carried {
      if let values = snapshot.tensors[matrix.name] { matrix.set(values) }
    }
  }

  /// The list of a name, its elements from `lowest` to below `bound`, at most `most` of them.
  func list(
    _ name: String, in indices: [String: [Int]], from lowest: Int, below bound: Int,
    most: Int = .max
  ) throws(TrainingError) -> [Int] {
    let list = indices[name] ?? []
    guard list.count <= most else {
      throw .snapshotMismatch(what: name, expected: most, found: list.count)
    }
    for element in list where element < lowest || element >= bound {
      throw .snapshotMismatch(what: name, expected: bound, found: element)
    }
    return list
  }
}
