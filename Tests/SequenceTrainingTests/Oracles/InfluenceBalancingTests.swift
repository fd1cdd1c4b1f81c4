import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Influence balancing: what comes late outweighs what comes soon")
struct InfluenceBalancingTests {
  private let pool = WorkerPool(threads: 1)
  private let system = InfluenceBalancing()

  /// tanh(s^1 - 1) at rest: the gradient is this times ds^1 / dtheta.
  private var outputAdjoint: Double {
    let difference = -6 * system.parameter - 1
    return 1 - 2 / (1 + Double.exp(2 * difference))
  }

  private func backpropagation(steps: Int) -> BackpropagationThroughTime<Double> {
    BackpropagationThroughTime(
      system.model, batchSize: 1, sequenceLength: steps, pool: pool)
  }

  /// ds^1 / dtheta at rest as an estimator sees it in a window.
  private func influence(_ steps: Int, atEnd: Bool) -> Double {
    var state = system.restingState
    return InfluenceBalancing.gradient(
      backpropagation(steps: steps), InfluenceBalancing.batch(steps: steps, atEnd: atEnd), &state)
      / outputAdjoint
  }

  // Sums of e_1 A^k sign over k < K, computed in double precision by an independent program.
  @Test(
    "Back-propagation from the end of a window has the wrong sign up to 40 steps",
    arguments: [(1, 1), (40, 0.5655380394564418), (41, -0.21898715836687188), (400, -6)])
  func end(steps: Int, expected: Double) {
    #expect((influence(steps, atEnd: true) - expected).magnitude <= 1e-11)
  }

  @Test(
    "With losses at all steps of a window it has the wrong sign up to 109",
    arguments: [(109, 3.9999999994673905), (110, -2.00000000032896)])
  func windows(steps: Int, expected: Double) {
    let sum = influence(steps, atEnd: false) * Double(steps)
    #expect((sum - expected).magnitude <= 1e-9, "\(sum)")
  }

  /// ds^1 / dtheta after 200 steps at rest.
  private func influence(_ estimator: some SequenceEstimator<Double>) -> Double {
    var (state, found) = (system.restingState, 0.0)
    for _ in 0..<200 {
      found = InfluenceBalancing.gradient(
        estimator, InfluenceBalancing.batch(steps: 1), &state)
    }
    return found / outputAdjoint
  }

  // Of order k, the k units nearest to the output count: 2 for each of the first ten, then -2.
  @Test(
    "SnAp-k has the wrong sign below 20, none at 20 and is exact at 23",
    arguments: [(1, 2), (10, 20), (20, 0), (21, -2), (23, -6)])
  func patterns(order: Int, expected: Double) {
    let model = system.model
    let found = influence(
      RealTimeRecurrentLearning(
        model, batchSize: 1, sequenceLength: 1, pattern: InfluencePattern(model, order: order),
        pool: pool))
    #expect((found - expected).magnitude <= 1e-9, "\(found)")
  }

  @Test("SnAp-1 sees the unit itself, e-prop the step itself")
  func traces() {
    func influence(_ rule: TraceLearning<Double>.Rule) -> Double {
      self.influence(
        TraceLearning(system.model, batchSize: 1, sequenceLength: 1, rule: rule, pool: pool))
    }
    #expect((influence(.snap1) - 2).magnitude <= 1e-12)
    #expect((influence(.eProp) - 1).magnitude <= 1e-12)
  }

  private func converges(
    _ estimator: some SequenceEstimator<Double>, updates: Int, learningRate: Double,
    within limit: Double = 0.01, _ location: SourceLocation = #_sourceLocation
  ) {
    let found = InfluenceBalancing.learned(
      estimator, updates: updates, learningRate: learningRate)
    #expect(
      (found - InfluenceBalancing.optimum).magnitude <= limit, "\(found)",
      sourceLocation: location)
  }

  /// Away from the optimum, from 2/3 beside it.
  private func diverges(
    _ estimator: some SequenceEstimator<Double>, updates: Int, learningRate: Double,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let found = InfluenceBalancing.learned(
      estimator, updates: updates, learningRate: learningRate)
    #expect(found > 0.55, "\(found)", sourceLocation: location)
  }

  @Test("Truncated back-propagation diverges with windows of", arguments: [1, 10, 100])
  func truncated(steps: Int) {
    diverges(backpropagation(steps: steps), updates: 2000 / steps, learningRate: 0.05)
  }

  @Test("It converges with windows of 200")
  func long() {
    converges(backpropagation(steps: 200), updates: 100, learningRate: 0.02)
  }

  @Test("RTRL converges, an update at every step, in blocks or not")
  func realTime() {
    converges(
      RealTimeRecurrentLearning(system.model, batchSize: 1, sequenceLength: 1, pool: pool),
      updates: 1500, learningRate: 2e-4)
    converges(
      BlockedRealTimeRecurrentLearning(
        system.model, batchSize: 1, sequenceLength: 1, blockLength: 23, pool: pool),
      updates: 1500, learningRate: 2e-4)
  }

  @Test("SnAp-1 and e-prop diverge")
  func local() {
    for rule in [TraceLearning<Double>.Rule.snap1, .eProp] {
      diverges(
        TraceLearning(system.model, batchSize: 1, sequenceLength: 1, rule: rule, pool: pool),
        updates: 500, learningRate: 1e-3)
    }
  }

  @Test("UORO and KF-RTRL, noisy but unbiased, converge")
  func unbiased() {
    converges(
      UnbiasedOnlineLearning(
        system.model, batchSize: 1, sequenceLength: 1, seed: 1, pool: pool),
      updates: 8000, learningRate: 4e-5, within: 0.05)
    converges(
      KroneckerFactoredLearning(
        system.model, batchSize: 1, sequenceLength: 1, seed: 1, pool: pool),
      updates: 8000, learningRate: 4e-5, within: 0.05)
  }
}
