import Recur

/// Everything that a comparison found.
struct Comparison: Sendable {
  var settings: CompareSettings
  /// The text, in words.
  var text: String
  var vocabularySize: Int
  /// The best possible loss of the text in nats per character, where it is known.
  var entropy: Double?
  /// In the order of cells, hidden sizes, sequence lengths, trainers.
  var entries: [ComparisonEntry] = []
  /// Seconds of a character of the forward pass alone, largest n, longest sequences.
  var forwardSeconds: [CellKind: Double] = [:]
  /// Bytes that a method plans over T, at the largest n, where crossover lengths are known.
  var plans: [(cell: CellKind, trainer: GradientMethod, points: [(x: Double, y: Double)])] = []
  var dial: ComparisonDial?
  var crossovers: [CrossoverLength] = []
  var learning: [LearningCurve] = []
  /// In seconds, all of it.
  var duration = 0.0
  /// The most bytes the process had in memory.
  var peakResidentBytes: Int?
  /// Whether it was interrupted.
  var isInterrupted = false

  /// The entry of a combination.
  func entry(
    _ cell: CellKind, _ trainer: GradientMethod, _ hiddenSize: Int, _ sequenceLength: Int
  ) -> ComparisonEntry? {
    entries.first {
      $0.cell == cell && $0.trainer == trainer && $0.hiddenSize == hiddenSize
        && $0.sequenceLength == sequenceLength
    }
  }

  /// The measurement of a combination; without sizes, of the largest.
  func measurement(
    _ cell: CellKind, _ trainer: GradientMethod, hiddenSize: Int? = nil, sequenceLength: Int? = nil
  ) -> ComparisonMeasurement? {
    entry(
      cell, trainer, hiddenSize ?? settings.largestSize, sequenceLength ?? settings.longest)?
      .measurement
  }

  /// A figure over n at the longest T.
  func overSizes(
    _ cell: CellKind, _ trainer: GradientMethod, _ value: (ComparisonMeasurement) -> Double
  ) -> [(x: Double, y: Double)] {
    settings.hiddenSizes.compactMap { size in
      measurement(cell, trainer, hiddenSize: size).map { (Double(size), value($0)) }
    }
  }

  /// A figure over T at the largest n.
  func overLengths(
    _ cell: CellKind, _ trainer: GradientMethod, _ value: (ComparisonMeasurement) -> Double
  ) -> [(x: Double, y: Double)] {
    settings.sequenceLengths.compactMap { length in
      measurement(cell, trainer, sequenceLength: length).map { (Double(length), value($0)) }
    }
  }
}

// Exponents by least squares in the logarithms; nil with fewer than two sizes.
extension Comparison {
  /// Seconds of a character over n, at the longest T.
  func timeInSize(_ cell: CellKind, _ trainer: GradientMethod) -> PowerLaw? {
    PowerLaw(overSizes(cell, trainer) { $0.seconds })
  }

  /// Operations of a character over n: what time would follow at one speed.
  func workInSize(_ cell: CellKind, _ trainer: GradientMethod) -> PowerLaw? {
    PowerLaw(overSizes(cell, trainer) { $0.work.operations })
  }

  /// Bytes held over T, at the largest n.
  func memoryInLength(_ cell: CellKind, _ trainer: GradientMethod) -> PowerLaw? {
    PowerLaw(overLengths(cell, trainer) { Double($0.cost.heldBytes) })
  }

  /// Bytes planned over T.
  func plannedInLength(_ cell: CellKind, _ trainer: GradientMethod) -> PowerLaw? {
    PowerLaw(overLengths(cell, trainer) { Double($0.plannedBytes) })
  }
}

/// Blocked RTRL from h = 1 to T.
struct ComparisonDial: Sendable {
  let cell: CellKind
  let hiddenSize: Int
  let sequenceLength: Int
  var points: [Point] = []

  struct Point: Sendable {
    /// h
    let blockLength: Int
    /// Whether there is a gradient after every character, or one for each block.
    let atEveryStep: Bool
    let cost: MethodCost
    let plannedBytes: Int
    let operations: Double

    var seconds: Double { median(cost.seconds) }
  }

  func points(atEveryStep: Bool) -> [Point] { points.filter { $0.atEveryStep == atEveryStep } }
}

/// A length from which one method is better than another.
struct CrossoverLength: Sendable {
  enum Kind: String, Sendable, CaseIterable {
    /// rtrl takes less memory than bptt.
    case memoryOfAll = "memory_bptt"
    /// rtrl takes less memory than checkpointed-bptt.
    case memoryOfSquareRoot = "memory_checkpointed_bptt"
    /// rtrl takes less memory than a binomial schedule of two sweeps.
    case memoryOfRevolve = "memory_revolve"
    /// rtrl is cheaper than bptt run again at every character.
    case timeOfRealTime = "time_rtrl"
    /// The same of blocked-rtrl.
    case timeOfBlocked = "time_blocked_rtrl"
  }

  /// How `found` was found.
  enum Basis: String, Sendable {
    /// By the memory meter, on both sides of the length.
    case measured
    /// By the exact plans of both, not allocated.
    case planned
    /// From measured times.
    case timed
    /// Not at all.
    case none
  }

  let cell: CellKind
  let hiddenSize: Int
  let kind: Kind
  /// By the formula.
  let predicted: Double
  let found: Double?
  let basis: Basis
}

/// How a trainer learned the text.
struct LearningCurve: Sendable {
  let trainer: GradientMethod
  /// Characters from update to update.
  let updateLength: Int
  var points: [Point] = []
  /// Why it ended before all characters; nil: it did not.
  var note: String?

  /// The mean loss over the characters since the last point, each before it was learned.
  struct Point: Sendable {
    let characters: Int
    /// Of training, since its beginning.
    let seconds: Double
    /// Nats per character.
    let loss: Double
  }

  /// The mean loss of the last tenth of the points.
  var finalLoss: Double? {
    let last = points.suffix(max(1, points.count / 10))
    return last.isEmpty ? nil : last.reduce(0) { $0 + $1.loss } / Double(last.count)
  }
}
