package import SequenceTraining
package import TensorCore
package import TextModeling

extension TrainingSnapshot {
  /// The course of the gradient's norm as far as it matters for what comes: by it a run that goes
  /// on knows growth that began before.
  package struct Growth: Codable, Equatable, Sendable {
    /// Norms of which a median is taken.
    package static let window = 64
    /// The norms since the last window ended.
    package var norms: [Double] = []
    /// The lowest median of a window; nil before the first one ends.
    package var lowestMedian: Double?
    /// Windows that have ended.
    package var windows = 0
    /// Whether growth was warned of.
    package var hasWarned = false

    /// Nothing yet.
    package init() {}

    var isConsistent: Bool {
      norms.count < Self.window && windows >= 0
        && (norms + [lowestMedian ?? 0]).allSatisfy { $0 >= 0 && $0.isFinite }
    }
  }

  /// Where training stands. No times, but where they are what is planned by: equal runs give equal
  /// files.
  package struct Progress: Codable, Equatable, Sendable {
    package var updates = 0
    package var optimizerSteps = 0
    /// The position in the text.
    package var position = StreamBatches.Position()
    /// Draws the samples shown at validations; it drew the weights before.
    package var generator: RandomGenerator
    package var stopping = EarlyStopping()
    /// The last validation loss in nats, where it was measured, and where the best one was.
    package var validationLoss: Double?
    package var validatedUpdate: Int?
    package var bestUpdate: Int?
    /// Whether the best model is the mean of the weights; nil where none was measured.
    package var bestIsAverage: Bool?
    /// Updates that the mean of the weights is taken over; nil: there is none.
    package var averagedUpdates: Int?
    /// Updates whose gradient the norm limit bound, and elements that the value limit bound.
    package var normClips = 0
    package var valueClips = 0
    /// Times that an influence passed its limit; nil: there is no limit.
    package var influenceLimits: Int?

    /// Updates after which the course of the learning rate began; nil: with the run.
    package var courseStart: Int?
    /// The time of a run that has a budget of it; nil: it has none.
    package var budget: Budget?
    /// What is remembered of the gradient's norms; nil in files of versions that did not.
    package var growth: Growth?

    /// The beginning of training.
    package init(generator: RandomGenerator) {
      self.generator = generator
    }

    private enum CodingKeys: String, CodingKey {
      case updates
      case optimizerSteps = "optimizer_steps"
      case position
      case generator
      case stopping = "early_stopping"
      case validationLoss = "validation_loss"
      case validatedUpdate = "validated_update"
      case bestUpdate = "best_update"
      case bestIsAverage = "best_is_average"
      case averagedUpdates = "averaged_updates"
      case normClips = "norm_clips"
      case valueClips = "value_clips"
      case influenceLimits = "influence_limits"
      case courseStart = "course_start"
      case budget
      case growth
    }

    /// More updates than any run makes: a thousand a second take thirty years.
    private static let mostUpdates = 1_000_000_000_000

    /// Whether the counts can be those of one training; those of a file may be anything.
    var isConsistent: Bool {
      let counts = [
        optimizerSteps, position.epoch, position.block, normClips, stopping.sinceBest,
        validatedUpdate ?? 0, bestUpdate ?? 0, courseStart ?? 0,
      ]
      let losses = [validationLoss ?? 0, stopping.best ?? 0]
      return (0...Self.mostUpdates).contains(updates)
        && counts.allSatisfy { (0...updates).contains($0) }
        && [valueClips, influenceLimits ?? 0].allSatisfy { (0...1 << 56).contains($0) }
        && averagedUpdates.map { (1...max(1, updates)).contains($0) } ?? true
        && losses.allSatisfy(\.isFinite)
        && (stopping.best == nil) == (bestUpdate == nil)
        && budget.map { $0.isConsistent(after: updates) } ?? true
        && growth.map { $0.isConsistent && $0.windows <= updates } ?? true
    }

    /// Whether the position is where so many updates lead to in epochs of `perEpoch` updates, or in
    /// a text without epochs; and the symbols trained on, so many an update, can be counted.
    package func agrees(perEpoch: Int?, symbols: Int) -> Bool {
      guard !updates.multipliedReportingOverflow(by: symbols).overflow else { return false }
      guard let perEpoch else { return position == StreamBatches.Position() }
      let (whole, overflow) = position.epoch.multipliedReportingOverflow(by: perEpoch)
      return !overflow && position.block < perEpoch && whole == updates - position.block
    }

    /// Whether `best`, read beside the latest state `self`, is its best model.
    package func isLatest(of best: Self) -> Bool {
      stopping.best == nil
        ? best.stopping.best == nil && best.updates == updates
        : best.updates == bestUpdate && best.stopping.best == stopping.best
    }
  }
}
