/// What a ``Trainer`` does with a gradient, whatever it trains.
package struct UpdateOptions: Sendable, Equatable {
  package var optimizer: Optimizer
  package var learningRate: Double
  package var schedule: LearningRateSchedule
  package var clipping: Clipping
  package var penalty: Penalty
  /// The part of the target's probability that is spread over all symbols.
  package var labelSmoothing: Double
  /// Seed of the dropout masks, and of the draws of scheduled sampling.
  package var seed: UInt64

  /// Options; without further words Adam at 0.002, clipped at a global norm of 5.
  package init(
    optimizer: Optimizer = .adam, learningRate: Double = 0.002,
    schedule: LearningRateSchedule = LearningRateSchedule(),
    clipping: Clipping = Clipping(norm: 5), penalty: Penalty = Penalty(),
    labelSmoothing: Double = 0, seed: UInt64 = 0
  ) {
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.clipping = clipping
    self.penalty = penalty
    self.labelSmoothing = labelSmoothing
    self.seed = seed
  }
}
