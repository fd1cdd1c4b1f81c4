package import SequenceModels
package import TensorCore

/// The estimators by the names that commands use.
package enum GradientMethod: String, Sendable, Codable, CaseIterable {
  /// ``BackpropagationThroughTime`` over each batch.
  case backpropagation = "bptt"
  /// ``BackpropagationThroughTime`` over windows of another length than batches.
  case truncatedBackpropagation = "truncated-bptt"
  /// ``CheckpointedBackpropagation`` over each batch.
  case checkpointedBackpropagation = "checkpointed-bptt"
  /// ``RealTimeRecurrentLearning``.
  case realTime = "rtrl"
  /// ``BlockedRealTimeRecurrentLearning``.
  case blockedRealTime = "blocked-rtrl"
  /// ``TraceLearning`` by ``TraceLearning/Rule/snap1``.
  case snap1 = "snap-1"
  /// ``RealTimeRecurrentLearning`` with an ``InfluencePattern`` of order 2.
  case snap2 = "snap-2"
  /// ``UnbiasedOnlineLearning``.
  case unbiased = "uoro"
  /// ``KroneckerFactoredLearning``.
  case kronecker = "kf-rtrl"
  /// ``TraceLearning`` by ``TraceLearning/Rule/rflo(seed:)``.
  case randomFeedback = "rflo"
  /// ``TraceLearning`` by ``TraceLearning/Rule/eProp``.
  case eProp = "e-prop"

  /// Whether the gradient is exact: of truncated back-propagation for windows at least as long as
  /// sequences, of SnAp-2 for dense weights.
  package var isExact: Bool {
    switch self {
    case .backpropagation, .checkpointedBackpropagation, .realTime, .blockedRealTime: true
    default: false
    }
  }

  /// Whether the estimator goes forward in time, in memory that does not grow with the sequence.
  package var isForward: Bool {
    switch self {
    case .backpropagation, .truncatedBackpropagation, .checkpointedBackpropagation: false
    default: true
    }
  }
}

/// What a ``GradientMethod`` needs to know to make an estimator.
package struct GradientMethodSettings: Sendable {
  /// B
  package var batchSize: Int
  /// Steps from one gradient to the next.
  package var sequenceLength: Int
  /// Steps that a loss is propagated back through, of truncated back-propagation.
  package var backpropagationLength: Int
  /// What checkpointed back-propagation stores.
  package var checkpointStrategy: CheckpointStrategy
  /// How much checkpointed back-propagation may store; nil: as much as the strategy has a use for.
  package var checkpointMemory: CheckpointMemory?
  /// Steps whose gradient back-propagation accumulates at once; nil:
  /// ``SequenceSegments/standardLength(_:batchSize:)``.
  package var segmentLength: Int?
  /// h of blocked RTRL; nil: n of cells with one state component, 2 n of others.
  package var blockLength: Int?
  /// Of the matrix products of back-propagation.
  package var precision: ProductPrecision
  /// Whether blocked RTRL has the gradient of all losses so far after every step, as RTRL has it anyway, not only
  /// after the last one of a batch.
  package var gradientAtEveryStep: Bool
  /// Of dropout masks, random signs and random feedback.
  package var seed: UInt64
  /// Whether batches come with masks.
  package var masks: Bool

  /// Settings; the parameters have the meaning of the properties, without further words batches of
  /// one sequence.
  package init(
    batchSize: Int = 1, sequenceLength: Int, backpropagationLength: Int? = nil,
    checkpointStrategy: CheckpointStrategy = .mixed, checkpointMemory: CheckpointMemory? = nil,
    segmentLength: Int? = nil, blockLength: Int? = nil, precision: ProductPrecision = .full,
    gradientAtEveryStep: Bool = false, seed: UInt64 = 0, masks: Bool = false
  ) {
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.backpropagationLength = backpropagationLength ?? sequenceLength
    self.checkpointStrategy = checkpointStrategy
    self.checkpointMemory = checkpointMemory
    self.segmentLength = segmentLength
    self.blockLength = blockLength
    self.precision = precision
    self.gradientAtEveryStep = gradientAtEveryStep
    self.seed = seed
    self.masks = masks
  }

  func blockLength<S>(_ model: SequenceModel<S>) -> Int {
    blockLength ?? min(model.stack.stateCount, 2) * model.stack.hiddenSize
  }
}

/// Why a method cannot be had for a model.
package enum GradientMethodError: Error, Equatable, Sendable {
  /// Forward in time there is no dropout.
  case dropout(GradientMethod, rate: Double)
  /// A gate of the cell reaches every unit within a step, so that no parameter has a unit of its
  /// own.
  case modulatedCell(GradientMethod)
  /// A Kronecker factor wants one layer.
  case severalLayers(GradientMethod, count: Int)
  /// A Kronecker factor wants input by symbol or vector.
  case embedding(GradientMethod)
  /// A Kronecker factor wants gates that all read x and h, and no peepholes.
  case unequalGates(GradientMethod)
  /// Only back-propagation has products in less than full precision.
  case precision(GradientMethod)
  /// Checkpointed back-propagation needs more memory than it may have.
  case checkpointing(CheckpointingError)
}

extension GradientMethod {
  /// Throws if the method does not combine with the model.
  package func check<S>(_ model: SequenceModel<S>) throws(GradientMethodError) {
    guard isForward else { return }
    guard model.stack.dropout == 0 else { throw .dropout(self, rate: model.stack.dropout) }
    let structure = model.configuration.cell.structure
    switch self {
    case .snap1, .randomFeedback, .eProp:
      if structure.isModulated { throw .modulatedCell(self) }
    case .kronecker:
      let count = model.stack.layers.count
      if count > 1 { throw .severalLayers(self, count: count) }
      if model.embedding != nil { throw .embedding(self) }
      let areEqual = structure.gates.allSatisfy { $0.readsInput && $0.stateInput == .previous }
      if !areEqual || !structure.peepholes.isEmpty { throw .unequalGates(self) }
    default: return
    }
  }

  private func check<S>(
    _ model: SequenceModel<S>, _ settings: GradientMethodSettings
  ) throws(GradientMethodError) {
    try check(model)
    if isForward && settings.precision != .full { throw .precision(self) }
  }

  /// An estimator of the gradient of a model.
  package func estimator<S>(
    of model: SequenceModel<S>, _ settings: GradientMethodSettings, pool: WorkerPool
  ) throws(GradientMethodError) -> any GradientEstimator<S> {
    try check(model, settings)
    let (batch, steps) = (settings.batchSize, settings.sequenceLength)
    let (masks, seed) = (settings.masks, settings.seed)
    func traces(_ rule: TraceLearning<S>.Rule) -> TraceLearning<S> {
      TraceLearning(
        model, batchSize: batch, sequenceLength: steps, rule: rule, masks: masks, pool: pool)
    }
    switch self {
    case .backpropagation, .truncatedBackpropagation:
      return BackpropagationThroughTime(
        model, batchSize: batch, sequenceLength: steps,
        backpropagationLength: self == .backpropagation ? nil : settings.backpropagationLength,
        segmentLength: self == .backpropagation ? settings.segmentLength : nil,
        precision: settings.precision, masks: masks, dropoutSeed: seed, pool: pool)
    case .checkpointedBackpropagation:
      do throws(CheckpointingError) {
        return try CheckpointedBackpropagation(
          model, batchSize: batch, sequenceLength: steps,
          strategy: settings.checkpointStrategy, memory: settings.checkpointMemory,
          segmentLength: settings.segmentLength, precision: settings.precision, masks: masks,
          dropoutSeed: seed, pool: pool)
      } catch {
        throw .checkpointing(error)
      }
    case .realTime, .snap2:
      return RealTimeRecurrentLearning(
        model, batchSize: batch, sequenceLength: steps, masks: masks,
        // A plan has no weights to look at.
        pattern: self == .snap2 && !MemoryMeter.isPlanning
          ? InfluencePattern(model, order: 2) : nil, pool: pool)
    case .blockedRealTime:
      return BlockedRealTimeRecurrentLearning(
        model, batchSize: batch, sequenceLength: steps,
        blockLength: settings.blockLength(model),
        gradientAtEveryStep: settings.gradientAtEveryStep, masks: masks, pool: pool)
    case .snap1: return traces(.snap1)
    case .eProp: return traces(.eProp)
    case .randomFeedback: return traces(.rflo(seed: seed))
    case .unbiased:
      return UnbiasedOnlineLearning(
        model, batchSize: batch, sequenceLength: steps, seed: seed, masks: masks, pool: pool)
    case .kronecker:
      return KroneckerFactoredLearning(
        model, batchSize: batch, sequenceLength: steps, seed: seed, masks: masks, pool: pool)
    }
  }
}
