internal import SequenceModels
internal import TensorCore

// What estimators that go forward in time carry: saving and restoring it is the same for all.

extension OnlineEstimator {
  var carriedIndices: [String: [Int]] { [:] }
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

extension RealTimeRecurrentLearning {
  var carriedIndices: [String: [Int]] {
    var indices = ["symbols": influence.admittedSymbols]
    indices["rescalings"] = influence.carriedRescalings
    return indices
  }

  var carried: [CarriedMatrix<S>] { influence.carried("influence") }

  func prepare(_ indices: [String: [Int]], _ generator: RandomGenerator?) throws(TrainingError) {
    try admitSymbols(indices, to: influence)
  }
}

extension BlockedRealTimeRecurrentLearning {
  var carriedIndices: [String: [Int]] {
    var indices = recordedTokens(of: steps)
    indices["zero"] = isZero.map { $0 ? 1 : 0 }
    if let influence = carriedInfluence {
      indices["symbols"] = influence.admittedSymbols
      indices["rescalings"] = influence.carriedRescalings
    }
    return indices
  }

  var carried: [CarriedMatrix<S>] {
    let influence = isZero.contains(false) ? carriedInfluence : nil
    return (influence?.carried("influence") ?? [])
      + steps.enumerated().flatMap { $1.carried("steps.\($0)") }
  }

  func prepare(_ indices: [String: [Int]], _ generator: RandomGenerator?) throws(TrainingError) {
    let zero = try list("zero", in: indices, from: 0, below: 2, most: batchSize)
    guard zero.count == batchSize else {
      throw .snapshotMismatch(what: "zero", expected: batchSize, found: zero.count)
    }
    for (row, steps) in steps.enumerated() {
      let tokens = try recordedTokens(row, in: indices, most: blockLength)
      steps.setRecorded(tokens: tokens)
    }
    isZero = zero.map { $0 == 1 }
    if isZero.contains(false) { try admitSymbols(indices, to: influenceForBlocks()) }
  }
}

extension TraceLearning {
  var carriedIndices: [String: [Int]] {
    Dictionary(
      steps.enumerated().map { ("steps.\($0)", $1.recordedTokens) },
      uniquingKeysWith: { first, _ in first })
  }

  var carried: [CarriedMatrix<S>] {
    traces.enumerated().flatMap { row, layers in
      layers.enumerated().flatMap { $1.carried("traces.\(row).\($0)") }
    }
      + steps.enumerated().flatMap { $1.carried("steps.\($0)") }
  }

  func prepare(_ indices: [String: [Int]], _ generator: RandomGenerator?) throws(TrainingError) {
    for (row, step) in steps.enumerated() {
      step.setRecorded(tokens: try recordedTokens(row, in: indices, most: 1))
    }
  }
}

extension UnbiasedOnlineLearning {
  var carried: [CarriedMatrix<S>] {
    [
      CarriedMatrix("states", states.block(rows: batchSize, columns: states.count / batchSize)),
      CarriedMatrix(
        "parameters", parameters.block(rows: batchSize, columns: parameters.count / batchSize)),
    ]
  }

  var carriedGenerator: RandomGenerator? { generator }

  func prepare(_ indices: [String: [Int]], _ saved: RandomGenerator?) throws(TrainingError) {
    if let saved { generator = saved }
  }
}

extension KroneckerFactoredLearning {
  var carried: [CarriedMatrix<S>] {
    influences.enumerated().flatMap { $1.carried("influence.\($0)") }
  }

  var carriedGenerator: RandomGenerator? { generator }

  func prepare(_ indices: [String: [Int]], _ saved: RandomGenerator?) throws(TrainingError) {
    if let saved { generator = saved }
  }
}

extension OnlineEstimator {
  /// Gives the symbols of the list their columns again, in its order, and the influence its scale.
  fileprivate func admitSymbols(
    _ indices: [String: [Int]], to influence: Influence<Scalar>
  ) throws(TrainingError) {
    let symbols = try list("symbols", in: indices, from: 0, below: model.configuration.inputSymbols)
    for symbol in symbols { influence.admit(symbol) }
    let rescalings = try list(
      "rescalings", in: indices, from: 0, below: Influence<Scalar>.mostRescalings + 1,
      most: batchSize)
    guard rescalings.isEmpty || rescalings.count == batchSize else {
      throw .snapshotMismatch(what: "rescalings", expected: batchSize, found: rescalings.count)
    }
    for (row, count) in rescalings.enumerated() { influence.rescalings[row] = count }
  }

  fileprivate func recordedTokens(of steps: [LinearizedSteps<Scalar>]) -> [String: [Int]] {
    Dictionary(
      steps.enumerated().map { ("steps.\($0)", $1.recordedTokens) },
      uniquingKeysWith: { first, _ in first })
  }

  fileprivate func recordedTokens(
    _ row: Int, in indices: [String: [Int]], most: Int
  ) throws(TrainingError) -> [Int] {
    try list(
      "steps.\(row)", in: indices, from: -1, below: model.configuration.inputSymbols, most: most)
  }
}
