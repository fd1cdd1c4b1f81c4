public import TextModeling

/// The parts of series in the order of time: what is trained on, what chooses the best model, and
/// what measures it.
public struct SeriesSplit: Sendable, Hashable {
  /// Rows of each series that are trained on, from its first.
  public let training: [Int]
  /// The rows of each series that end what is validated on.
  public let validation: [Int]
  /// The rows of each series that have values, which end what is tested on.
  public let test: [Int]

  /// The least rows that are trained on.
  package static let leastTraining = 12

  /// Holds out the end of each series: first its last rows for the test, then those before.
  ///
  /// - Throws: ``TextModeling/SeriesError/tooFewRows(path:series:needed:found:)`` for a series that
  ///   has none left to be trained on.
  public init(
    of table: SeriesTable, horizon: Int, validationFraction: Double = 0.15,
    testFraction: Double = 0.15
  ) throws(SeriesError) {
    var (training, validation, test) = ([Int](), [Int](), [Int]())
    for series in table.series {
      let count = series.observedCount
      func rows(_ fraction: Double) -> Int {
        fraction > 0 ? max(1, Int((Double(count) * fraction).rounded())) : 0
      }
      let (held, tested) = (rows(validationFraction), rows(testFraction))
      let needed = Self.leastTraining + horizon
      guard count - held - tested >= needed else {
        let share = max(1 - validationFraction - testFraction, 1e-9)
        throw .tooFewRows(
          path: table.path, series: series.name,
          needed: Int((Double(needed) / share).rounded(.up)), found: count)
      }
      training.append(count - held - tested)
      validation.append(count - tested)
      test.append(count)
    }
    self.training = training
    self.validation = validation
    self.test = test
  }

  /// Rows of the shortest part that is validated on, and of the shortest test.
  package var shortest: (validation: Int, test: Int) {
    (
      zip(training, validation).map { $1 - $0 }.min() ?? 0,
      zip(validation, test).map { $1 - $0 }.min() ?? 0
    )
  }
}
