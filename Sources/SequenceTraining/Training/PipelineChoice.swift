/// Whether several threads run a sequence or one, by what has taken less time of late: where
/// another process keeps a core busy, or two cores share no cache, waiting for each other costs
/// more than it gains. The bits are the same either way (``GradientEstimator/sharesSequences``).
///
/// Of ``length`` passes ``trials`` try the other way; the rest go the way that was faster before.
struct PipelineChoice: Sendable {
  static let length = 256
  static let trials = 3

  private var prefersSharing = true
  private var pass = 0
  private var trialSeconds = 0.0
  private var otherSeconds = 0.0

  /// Whether the next pass is shared among threads.
  var shares: Bool { isTrial ? !prefersSharing : prefersSharing }

  /// Not the very first ones, when caches and threads are not awake yet.
  private var isTrial: Bool { (Self.trials..<2 * Self.trials).contains(pass) }

  /// Runs an estimator, in the way that is faster where it has the choice.
  mutating func run<Estimator: GradientEstimator>(
    _ estimator: Estimator, _ body: (Estimator) -> GradientReport
  ) -> GradientReport {
    guard estimator.sharesSequences != nil else { return body(estimator) }
    estimator.sharesSequences = shares
    let clock = ContinuousClock()
    let began = clock.now
    let found = body(estimator)
    observe(seconds: began.duration(to: clock.now) / .seconds(1))
    return found
  }

  /// Takes in how long a pass took that went the way of ``shares``.
  mutating func observe(seconds: Double) {
    if isTrial {
      trialSeconds += seconds
    } else if pass >= 2 * Self.trials {
      otherSeconds += seconds
    }
    pass += 1
    guard pass == Self.length else { return }
    let trial = trialSeconds / Double(Self.trials)
    let other = otherSeconds / Double(Self.length - 2 * Self.trials)
    if trial < other { prefersSharing.toggle() }
    (pass, trialSeconds, otherSeconds) = (0, 0, 0)
  }
}
