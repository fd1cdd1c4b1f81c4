import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal

// What fits where the run does not.
extension TrainingMemory {
  /// The methods in the order in which they are offered.
  private static let offered: [GradientMethod] = [
    .backpropagation, .checkpointedBackpropagation, .blockedRealTime, .realTime, .snap1, .kronecker,
    .unbiased, .eProp, .randomFeedback,
  ]
  private static let mostOffers = 4

  func advice(limit: Int) -> String {
    var offers = Array(
      Self.offered.compactMap { offer($0, limit: limit) }.prefix(Self.mostOffers))
    offers += sizes(limit: limit)
    return offers.isEmpty
      ? "use a smaller --hidden-size or --layers" : "what fits: " + offers.joined(separator: ", ")
  }

  /// `--trainer snap-1 (1.20 MiB)`, if that fits.
  private func offer(_ method: GradientMethod, limit: Int) -> String? {
    guard method != settings.method else { return nil }
    var other = settings.estimator
    other.batchSize =
      settings.givenBatchSize
      ?? TrainSettings.standardBatchSize(isForward: method.isForward, isStream: settings.isStream)
    if method.isForward != settings.method.isForward {
      other.sequenceLength =
        method.isForward ? TrainSettings.defaultUpdateInterval : settings.sequenceLength
    }
    other.backpropagationLength = other.sequenceLength
    other.blockLength = nil
    if method.isForward { other.precision = .full }
    other.checkpointMemory = nil
    var words = "--trainer \(method.rawValue)"
    if method == .checkpointedBackpropagation {
      // With one checkpoint: what is left may be stored.
      other.checkpointMemory = .slots(1)
      guard let least = total(method, other), least.bytes <= limit else { return nil }
      other.checkpointMemory = .bytes(limit - least.bytes + least.memory.checkpointing)
    }
    guard let found = total(method, other), found.bytes <= limit else { return nil }
    if method == .checkpointedBackpropagation {
      words += " --checkpoint-memory \(found.memory.checkpointing)"
    }
    return "\(words) (\(Format.bytes(found.bytes)))"
  }

  /// Smaller batches and shorter sequences that fit, halved until they do.
  private func sizes(limit: Int) -> [String] {
    let length = settings.method.isForward ? "update-every" : "sequence-length"
    let options: [(name: String, WritableKeyPath<GradientMethodSettings, Int>)] = [
      ("batch-size", \.batchSize), (length, \.sequenceLength),
    ]
    return options.compactMap { name, path in
      var other = settings.estimator
      while other[keyPath: path] > 1 {
        other[keyPath: path] /= 2
        if settings.method != .truncatedBackpropagation {
          other.backpropagationLength = other.sequenceLength
        }
        if let found = total(settings.method, other), found.bytes <= limit {
          return "--\(name) \(other[keyPath: path]) (\(Format.bytes(found.bytes)))"
        }
      }
      return nil
    }
  }

  private func total(
    _ method: GradientMethod, _ other: GradientMethodSettings
  ) -> (bytes: Int, memory: EstimatorMemory)? {
    guard let plan = try? Self.plan(model, settings, method, other, validationStreams) else {
      return nil
    }
    return (plan.bytes.addingClamped(textBytes), plan.estimator)
  }
}
