import Recur
import Terminal

// The options of dynamic evaluation, of `charlm evaluate` and `sample`.
extension AdaptationOptions {
  static let adapt = Option<Bool>(
    "adapt",
    help: """
      Go on learning while the text is read, each symbol predicted before it is learned from; the model's file \
      stays as it is
      """)
  static let segmentLength = Option<Int>(
    "adapt-steps", default: AdaptationOptions().segmentLength, range: 1...10_000,
    help: "Symbols from one update to the next")
  static let learningRate = Option<Double>(
    "adapt-rate", default: AdaptationOptions().learningRate, range: 0...10,
    help: "How far an update goes; 0 = nowhere")
  static let decay = Option<Double>(
    "adapt-decay", default: AdaptationOptions().decay, range: 0...1,
    help: "Share of the way back to the weights of the file, at each update")

  static let group = OptionGroup(
    "Dynamic evaluation", [adapt, segmentLength, learningRate, decay])

  static func rules(_ arguments: Arguments) -> [OptionRule] {
    ([segmentLength, learningRate, decay] as [any CommandOption]).map {
      ($0, arguments[adapt], "a model that does not learn while it reads; see --adapt")
    }
  }

  init(_ arguments: Arguments) {
    self.init(
      segmentLength: arguments[Self.segmentLength], learningRate: arguments[Self.learningRate],
      decay: arguments[Self.decay])
  }
}

extension LanguageModel {
  /// The time from one plain line to the next where nobody watches a terminal.
  private static var milestoneInterval: Duration { .seconds(10) }

  /// Reads a text and learns from it, and shows how far it is.
  ///
  /// - Parameter each: receives the losses of each segment's symbols; nil: they are not wanted.
  /// - Throws: `CommandFailure`, 64 where there is not enough memory, 65 where the model does not
  ///   stay finite.
  func read(
    _ text: EncodedText, adapting options: AdaptationOptions, threads: Int,
    _ budget: MemoryBudget, _ console: Console,
    each: ((ArraySlice<Double>) throws -> Void)? = nil
  ) throws -> (metrics: EvaluationMetrics, network: SequenceModel<Float>, seconds: Double) {
    func make() -> DynamicEvaluator<Float> {
      dynamicEvaluator(options, wantsLosses: each != nil, threads: threads)
    }
    let held = MemoryMeter.liveBytes.addingClamped(text.memoryBytes + 3 * text.byteCount)
    try budget.require(
      MemoryMeter.planned(make).peak.addingClamped(held), for: "learning from this text",
      advice: "use a smaller model or a shorter text")
    let (evaluator, now) = (make(), ProgressBar.clock())
    let bar = ProgressBar(console, now: now)
    let unit = vocabulary.unit.symbolName
    let all = text.count - 1
    var (done, shown) = (0, Duration.zero)
    let metrics: EvaluationMetrics
    do {
      metrics = try read(text, with: evaluator, wantsLosses: each != nil) { losses, nats in
        done += losses.count
        try each?(losses)
        let elapsed = now()
        func snapshot() -> ProgressSnapshot {
          let (seconds, fraction) = (elapsed / .seconds(1), Double(done) / Double(all))
          return ProgressSnapshot(
            label: "adapting", fraction: fraction, rate: Double(done) / max(seconds, 1e-9),
            unit: "\(unit)s",
            secondsLeft: ProgressSnapshot.secondsLeft(elapsed: seconds, fraction: fraction),
            trainingLoss: nats / Double(done))
        }
        bar.update(snapshot())
        guard elapsed - shown >= Self.milestoneInterval else { return }
        shown = elapsed
        bar.milestone(snapshot())
      }
    } catch let error as TrainingError {
      bar.finish()
      guard case .notFinite = error else { throw error }
      throw CommandFailure(
        .unusableData,
        "--adapt: after \(Format.counted(done, unit)) the loss is not finite;\n"
          + "use a smaller --adapt-rate")
    }
    bar.finish()
    return (metrics, evaluator.adapted, now() / .seconds(1))
  }
}
