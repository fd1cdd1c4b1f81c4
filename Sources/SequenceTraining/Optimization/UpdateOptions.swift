/// What a ``Trainer`` does with a gradient, whatever it trains.
public struct UpdateOptions: Sendable, Equatable {
  /// How parameters follow their gradient.
  public var optimizer: Optimizer
  /// The learning rate before its schedule.
  public var learningRate: Double
  /// How the learning rate changes while training.
  public var schedule: LearningRateSchedule
  /// How the gradient is bounded.
  public var clipping: Clipping
  /// What large parameters cost.
  public var penalty: Penalty
  /// The part of the target's probability that is spread over all symbols.
  public var labelSmoothing: Double
  /// The names of the parameters that stay as they are, "0.weight", and of the parts whose
  /// parameters do, "encoder".
  public var frozen: Set<String>
  /// The mean of the weights that is kept beside them; nil: none.
  public var averaging: WeightAveraging?
  /// Seed of the dropout masks, and of the draws of scheduled sampling.
  public var seed: UInt64

  /// Options; without further words Adam at 0.002, clipped at a global norm of 5.
  public init(
    optimizer: Optimizer = .adam, learningRate: Double = 0.002,
    schedule: LearningRateSchedule = LearningRateSchedule(),
    clipping: Clipping = Clipping(norm: 5), penalty: Penalty = Penalty(),
    labelSmoothing: Double = 0, frozen: Set<String> = [],
    averaging: WeightAveraging? = nil, seed: UInt64 = 0
  ) {
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.clipping = clipping
    self.penalty = penalty
    self.labelSmoothing = labelSmoothing
    self.frozen = frozen
    self.averaging = averaging
    self.seed = seed
  }
}
