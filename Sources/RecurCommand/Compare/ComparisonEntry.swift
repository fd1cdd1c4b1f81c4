import Recur

/// What was found of one cell, trainer, hidden size and sequence length.
struct ComparisonEntry: Sendable {
  let cell: CellKind
  let trainer: GradientMethod
  /// n
  let hiddenSize: Int
  /// T
  let sequenceLength: Int
  let outcome: Outcome

  enum Outcome: Sendable {
    case measured(ComparisonMeasurement)
    /// The method cannot be had for the cell.
    case notPossible(String)
    /// Left out, with the reason.
    case skipped(String)
  }

  var measurement: ComparisonMeasurement? {
    if case .measured(let measurement) = outcome { return measurement }
    return nil
  }

  /// Why there is no measurement; nil where there is one.
  var reason: String? {
    switch outcome {
    case .measured: nil
    case .notPossible(let reason): "not possible: \(reason)"
    case .skipped(let reason): "skipped: \(reason)"
    }
  }
}

/// The figures of one combination.
struct ComparisonMeasurement: Sendable {
  var parameterCount: Int
  var cost: MethodCost
  /// Floating-point operations of a symbol, and whether the estimator counted them.
  var work: (operations: Double, isCounted: Bool)
  /// What the method said it would hold.
  var plannedBytes: Int
  /// Of the process, right after; nil where the system does not tell.
  var residentBytes: Int?
  /// The gradient beside that of full back-propagation, both in double precision.
  var error: GradientError?

  /// Seconds of a character: the median over the repeats.
  var seconds: Double { median(cost.seconds) }
  var operationsPerSecond: Double { work.operations / seconds }

  /// Half of the distance from the fastest to the slowest repeat, relative to the median.
  var spread: Double {
    let (least, most) = (cost.seconds.min() ?? 0, cost.seconds.max() ?? 0)
    return seconds > 0 ? (most - least) / 2 / seconds : 0
  }
}

/// How a gradient differs from the exact one.
struct GradientError: Sendable {
  /// Every block of parameters.
  var blocks: [GradientDeviation]
  /// All parameters as one block.
  var whole: GradientDeviation
  /// Characters of the sequence that was gone over.
  var symbols: Int

  /// At most so many characters are compared: credit over more of them changes little, and all
  /// methods are to be compared over the same.
  static let mostSymbols = 512

  /// Whether fewer characters were compared than were to be.
  func isPartial(of length: Int) -> Bool { symbols < min(length, Self.mostSymbols) }

  /// The largest relative error of a block.
  var largest: Double { blocks.map(\.relativeError).max() ?? 0 }
}

extension GradientMethod {
  /// Those that are exact, and truncated back-propagation; the others approximate.
  static let exactFamily: [GradientMethod] = [
    .bptt, .truncated, .checkpointed, .rtrl,
    .blocked,
  ]

  /// Those that approximate, forward in time.
  static var approximateFamily: [GradientMethod] {
    allCases.filter { !exactFamily.contains($0) }
  }
}

extension GradientMethodError {
  /// Why the method cannot be had, for a table.
  var comparisonReason: String {
    switch self {
    case .dropout: "no dropout forward in time"
    case .modulatedCell: "a gate of the cell reaches every unit at once"
    case .outputFeedback: "leaves out the output that the cell reads"
    case .readoutSource: "reads the top layer alone"
    case .summary: "forgets what earlier steps had to do with a summary"
    case .severalLayers: "only for one layer"
    case .embedding: "not for embedded input"
    case .unequalGates: "its factor wants gates that all read the same, and no peepholes"
    case .precision: "only in full precision"
    case .budgetTooSmall: "too little memory for checkpoints"
    }
  }
}
