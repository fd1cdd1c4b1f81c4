import Recur
import Terminal

// What fits where the run does not.
extension TrainingMemory {
  /// The methods in the order in which they are offered.
  private static let offered: [GradientMethod] = [
    .bptt, .checkpointed, .blocked, .rtrl, .snap(order: 1), .kfRTRL, .uoro, .eProp, .rflo,
  ]
  private static let mostOffers = 4

  func advice(limit: Int) -> String {
    var offers = Array(
      Self.offered.compactMap { offer($0, limit: limit) }.prefix(Self.mostOffers))
    offers += sizes(limit: limit)
    return offers.isEmpty
      ? "use a smaller --hidden-size or --layers" : "what fits: " + offers.joined(separator: ", ")
  }

  /// What checkpoints hold: as chosen, or either.
  private var strategy: CheckpointStrategy {
    if case .checkpointed(let strategy, _, _) = settings.method { strategy } else { .mixed }
  }

  /// `--trainer snap-1 (1.20 MiB)`, if that fits.
  private func offer(_ method: GradientMethod, limit: Int) -> String? {
    guard method != settings.method.standard else { return nil }
    var other = settings.estimator
    other.batchSize =
      settings.givenBatchSize
      ?? CharLMSettings.standardBatchSize(
        settings.preset, isForward: method.isForward, isStream: settings.isStream,
        trainedCount: settings.trainedCount, sequenceLength: settings.sequenceLength)
    if method.isForward != settings.method.isForward {
      other.sequenceLength =
        method.isForward ? CharLMSettings.defaultUpdateInterval : settings.sequenceLength
    }
    if method.isForward { other.precision = .full }
    var words = "--trainer \(method.name)"
    var offered = method
    if method == .checkpointed {
      // With one checkpoint: what is left may be stored.
      let least = GradientMethod.checkpointed(strategy, memory: .slots(1), segmentLength: nil)
      guard let least = total(least, other), least.bytes <= limit else { return nil }
      offered = .checkpointed(
        strategy, memory: .bytes(limit - least.bytes + least.memory.checkpointing),
        segmentLength: nil)
    }
    guard let found = total(offered, other), found.bytes <= limit else { return nil }
    if method == .checkpointed {
      words += " --checkpoint-memory \(found.memory.checkpointing)"
    }
    return "\(words) (\(Format.bytes(found.bytes)))"
  }

  /// Smaller batches and shorter sequences that fit, halved until they do.
  private func sizes(limit: Int) -> [String] {
    let length = settings.method.isForward ? "update-every" : "sequence-length"
    let options: [(name: String, WritableKeyPath<EstimatorOptions, Int>)] = [
      ("batch-size", \.batchSize), (length, \.sequenceLength),
    ]
    return options.compactMap { name, path in
      var other = settings.estimator
      while other[keyPath: path] > 1 {
        other[keyPath: path] /= 2
        if let found = total(settings.method, other), found.bytes <= limit {
          return "--\(name) \(other[keyPath: path]) (\(Format.bytes(found.bytes)))"
        }
      }
      return nil
    }
  }

  private func total(
    _ method: GradientMethod, _ other: EstimatorOptions
  ) -> (bytes: Int, memory: EstimatorMemory)? {
    guard let plan = try? Self.plan(model, settings, method, other, validationStreams) else {
      return nil
    }
    return (plan.bytes.addingClamped(textBytes), plan.estimator)
  }
}
