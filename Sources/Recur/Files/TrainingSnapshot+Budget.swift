package import SequenceTraining

extension TrainingSnapshot {
  /// Where a run stands whose time is given: the one thing in a checkpoint that is measured by a
  /// clock.
  package struct Budget: Codable, Equatable, Sendable {
    /// Seconds that the run may take, from the start of its command, all its commands together.
    package var seconds: Double
    /// Seconds of them that were used.
    package var used = 0.0
    /// The rest of the run as it was laid out last; nil: not yet.
    package var stretch: RunStretch?
    /// Updates of warm-up; nil: not yet known.
    package var warmUp: Int?
    /// Seconds of an update, lately; nil: not yet measured.
    package var secondsPerUpdate: Double?
    /// Seconds of a validation with all that is done then; nil: not yet measured.
    package var secondsPerValidation: Double?

    private enum CodingKeys: String, CodingKey {
      case seconds, used, stretch
      case warmUp = "warm_up"
      case secondsPerUpdate = "seconds_per_update"
      case secondsPerValidation = "seconds_per_validation"
    }

    /// A run of so many seconds of which none is used.
    package init(seconds: Double) { self.seconds = seconds }

    /// Whether the figures can be those of a run of so many updates.
    func isConsistent(after updates: Int) -> Bool {
      [seconds, used, secondsPerUpdate ?? 0, secondsPerValidation ?? 0]
        .allSatisfy { (0...1e12).contains($0) }
        && seconds > 0 && (warmUp ?? 0) >= 0
        && stretch.map { $0.isConsistent(after: updates) } ?? true
    }
  }
}
