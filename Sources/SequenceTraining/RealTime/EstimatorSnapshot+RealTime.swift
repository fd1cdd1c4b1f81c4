internal import SequenceModels
internal import TensorCore

// What the forward-mode estimators carry.

extension RealTimeRecurrentLearning: CarryingEstimator {
  var carriedIndices: [String: [Int]] { ["symbols": influence.admittedSymbols] }

  var carried: [CarriedMatrix<S>] { influence.carried("influence") }

  func prepare(_ indices: [String: [Int]], _ generator: RandomGenerator?) throws(TrainingError) {
    try admitSymbols(indices, to: influence)
  }
}

extension BlockedRealTimeRecurrentLearning: CarryingEstimator {
  var carriedIndices: [String: [Int]] {
    var indices = recordedTokens(of: steps)
    indices["zero"] = isZero.map { $0 ? 1 : 0 }
    if let influence = carriedInfluence { indices["symbols"] = influence.admittedSymbols }
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

extension TraceLearning: CarryingEstimator {
  var carriedIndices: [String: [Int]] {
    Dictionary(
      steps.enumerated().map { ("steps.\($0)", $1.recordedTokens) },
      uniquingKeysWith: { first, _ in first })
  }

  var carried: [CarriedMatrix<S>] {
    traces.enumerated().flatMap { $1.carried("traces.\($0)") }
      + steps.enumerated().flatMap { $1.carried("steps.\($0)") }
  }

  func prepare(_ indices: [String: [Int]], _ generator: RandomGenerator?) throws(TrainingError) {
    for (row, step) in steps.enumerated() {
      step.setRecorded(tokens: try recordedTokens(row, in: indices, most: 1))
    }
  }
}

extension UnbiasedOnlineLearning: CarryingEstimator {
  var carriedIndices: [String: [Int]] { [:] }

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

extension KroneckerFactoredLearning: CarryingEstimator {
  var carriedIndices: [String: [Int]] { [:] }

  var carried: [CarriedMatrix<S>] {
    influences.enumerated().flatMap { $1.carried("influence.\($0)") }
  }

  var carriedGenerator: RandomGenerator? { generator }

  func prepare(_ indices: [String: [Int]], _ saved: RandomGenerator?) throws(TrainingError) {
    if let saved { generator = saved }
  }
}

extension CarryingEstimator {
  /// Gives the symbols of the list their columns again, in its order.
  fileprivate func admitSymbols(
    _ indices: [String: [Int]], to influence: Influence<Scalar>
  ) throws(TrainingError) {
    let symbols = try list("symbols", in: indices, from: 0, below: model.configuration.inputSymbols)
    for symbol in symbols { influence.admit(symbol) }
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
