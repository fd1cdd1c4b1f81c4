import Terminal

/// The losses of a run's validations, and what they say of how to go on.
struct ValidationCourse: Sendable {
  private var points: [(update: Int, training: Double?, validation: Double)] = []

  /// Validations that say anything, and the part of them, from the end, in which the course is seen.
  private static let (fewest, recent) = (3, 4)
  /// Changes of the loss, as parts of it, that are nothing, and that are much.
  private static let (nothing, much) = (0.002, 0.01)

  /// Takes note of a validation.
  mutating func append(update: Int, training: Double?, validation: Double) {
    points.append((update, training, validation))
  }

  /// What the curve says, in a sentence without a full stop; nil where it says nothing yet.
  ///
  /// - Parameters:
  ///   - updatesPerEpoch: updates of an epoch.
  ///   - dropout: the rate of dropout; nil where there can be none.
  ///   - more: what makes a run longer.
  func verdict(
    updatesPerEpoch: Int, dropout: Double?, more: any CommandOption = TrainSettings.epochs
  ) -> String? {
    guard points.count >= Self.fewest, let last = points.last,
      let best = points.min(by: { $0.validation < $1.validation })
    else { return nil }
    let since = "since epoch \(Self.epoch(best.update, updatesPerEpoch))"
    guard last.validation <= best.validation * (1 + Self.much) else {
      let isLearning = (last.training ?? 0) < (best.training ?? 0)
      return isLearning
        ? "overfitting \(since): \(Self.cure(dropout, more)) or a larger text"
        : "worse \(since), in training too: a smaller --learning-rate"
    }
    let earlier = points[max(0, points.count - Self.recent)]
    return earlier.validation - last.validation > Self.nothing * last.validation
      ? "still improving: more --\(more.name) would help" : "no longer improving \(since)"
  }

  private static func cure(_ dropout: Double?, _ more: any CommandOption) -> String {
    guard let dropout else { return "fewer --\(more.name)" }
    return dropout == 0
      ? "--dropout 0.2, fewer --\(more.name)"
      : dropout < 0.5
        ? "a larger --dropout, fewer --\(more.name)"
        : "a smaller model, fewer --\(more.name)"
  }

  private static func epoch(_ update: Int, _ updatesPerEpoch: Int) -> String {
    let epoch = Double(update) / Double(max(updatesPerEpoch, 1))
    return Format.fixed(epoch, digits: epoch == epoch.rounded() ? 0 : 1)
  }
}
