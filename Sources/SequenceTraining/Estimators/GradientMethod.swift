public import SequenceModels
package import TensorCore

/// A method to find the gradient of a sequence model, with what it alone needs to know.
///
/// Methods go back in time, in memory that grows with the sequence, or forward, in memory that does
/// not. ``entry(_:)`` is the one place that says what a method is.
public enum GradientMethod: Sendable, Hashable, CaseIterable {
  /// Back-propagation through time over each batch.
  ///
  /// - Parameter segmentLength: steps whose gradient is accumulated at once; nil:
  ///   ``SequenceSegments/standardLength(_:batchSize:)``.
  case bptt(segmentLength: Int?)
  /// Back-propagation through time over windows of another length than batches, TBPTT(k1, k2).
  ///
  /// - Parameter window: k2, steps that a loss is propagated back through; nil: twice those of a
  ///   batch.
  case truncated(window: Int?)
  /// Back-propagation over each batch, with part of the forward pass run again instead of stored.
  ///
  /// - Parameters:
  ///   - strategy: what is stored.
  ///   - memory: how much may be stored; nil: as much as the strategy has a use for.
  ///   - segmentLength: as of ``bptt(segmentLength:)``.
  case checkpointed(CheckpointStrategy, memory: CheckpointMemory?, segmentLength: Int?)
  /// Exact real-time recurrent learning.
  case rtrl
  /// Exact real-time recurrent learning whose influence is brought up to date once in a block.
  ///
  /// - Parameters:
  ///   - length: h, the steps of a block; nil: n of cells with one state component, 2 n of others.
  ///   - gradientAtEveryStep: whether there is a gradient of all losses so far after every step, as
  ///     ``rtrl`` has it, not only after the last one of a batch.
  case blocked(length: Int?, gradientAtEveryStep: Bool)
  /// Sparse n-step approximation, SnAp-1 or SnAp-2: the influence within `order` steps.
  case snap(order: Int)
  /// Unbiased online recurrent optimisation; `seed`: of its random signs.
  case uoro(seed: UInt64)
  /// Kronecker-factored real-time recurrent learning; `seed`: of its random signs.
  case kfRTRL(seed: UInt64)
  /// Random feedback local online learning; `seed`: of the feedback.
  case rflo(seed: UInt64)
  /// Eligibility propagation with symmetric feedback.
  case eProp
}

extension GradientMethod {
  /// ``bptt(segmentLength:)`` with standard settings.
  public static let bptt = GradientMethod.bptt(segmentLength: nil)
  /// ``truncated(window:)`` with standard settings.
  public static let truncated = GradientMethod.truncated(window: nil)
  /// ``checkpointed(_:memory:segmentLength:)`` with standard settings.
  public static let checkpointed = GradientMethod.checkpointed(
    .mixed, memory: nil, segmentLength: nil)
  /// ``blocked(length:gradientAtEveryStep:)`` with standard settings.
  public static let blocked = GradientMethod.blocked(length: nil, gradientAtEveryStep: false)
  /// ``uoro(seed:)`` with seed 0.
  public static let uoro = GradientMethod.uoro(seed: 0)
  /// ``kfRTRL(seed:)`` with seed 0.
  public static let kfRTRL = GradientMethod.kfRTRL(seed: 0)
  /// ``rflo(seed:)`` with seed 0.
  public static let rflo = GradientMethod.rflo(seed: 0)

  /// Every method once, with standard settings.
  public static let allCases: [GradientMethod] = [
    .bptt, .truncated, .checkpointed, .rtrl, .blocked, .snap(order: 1), .snap(order: 2), .uoro,
    .kfRTRL, .rflo, .eProp,
  ]

  /// The method of a ``name``, with standard settings; nil: there is none.
  public init?(named name: String) {
    guard let method = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = method
  }

  /// The same method with standard settings.
  package var standard: GradientMethod { GradientMethod(named: name) ?? self }

  /// The name in commands and files.
  public var name: String { entry(Double.self).name }

  /// Whether the gradient is exact: of truncated back-propagation for windows at least as long as
  /// sequences, of SnAp-2 for dense weights.
  public var isExact: Bool { entry(Double.self).isExact }

  /// Whether the estimator goes forward in time, in memory that does not grow with the sequence.
  public var isForward: Bool { entry(Double.self).isForward }

  /// Throws if the method does not combine with the model.
  public func check<S>(_ model: SequenceModel<S>) throws(GradientMethodError) {
    let entry = entry(S.self)
    guard entry.isForward else { return }
    let configuration = model.configuration
    let rates = [("dropout", configuration.dropout)] + configuration.regularization.rates
    for (name, rate) in rates where rate != 0 { throw .dropout(self, option: name, rate: rate) }
    if configuration.readoutSource != .last { throw .readoutSource(self) }
    let structure = configuration.cell.structure
    if structure.readsOutput && !entry.isExact { throw .outputFeedback(self) }
    if model.stack.summary != .last && !entry.isExact { throw .summary(self) }
    switch entry.models {
    case .all: return
    case .lawsOfOneUnit: if structure.isModulated { throw .modulatedCell(self) }
    case .oneLayerOfEqualGates:
      let count = model.stack.layers.count
      if count > 1 { throw .severalLayers(self, count: count) }
      if model.embedding != nil { throw .embedding(self) }
      let areEqual = structure.gates.allSatisfy { $0.readsInput && $0.stateInput == .previous }
      if !areEqual || !structure.peepholes.isEmpty { throw .unequalGates(self) }
    }
  }

  /// Throws if the method does not combine with the model or the precision.
  func check<S>(
    _ model: SequenceModel<S>, _ options: EstimatorOptions
  ) throws(GradientMethodError) {
    try check(model)
    if isForward && options.precision != .full { throw .precision(self) }
  }

  /// An estimator of the gradient of a model.
  package func estimator<S>(
    of model: SequenceModel<S>, _ options: EstimatorOptions, pool: WorkerPool
  ) throws(GradientMethodError) -> any SequenceEstimator<S> {
    try check(model, options)
    return try entry(S.self).make(model, options, pool)
  }
}

extension GradientMethod {
  /// The models that a method which goes forward in time combines with; none with dropout.
  private enum Models {
    case all
    /// Cells whose gates act on their own unit alone.
    case lawsOfOneUnit
    /// One layer whose gates all read input and state, without embedding and peepholes.
    case oneLayerOfEqualGates
  }

  /// All that there is to say of a method.
  private struct Entry<S: KernelScalar> {
    typealias Make =
      (SequenceModel<S>, EstimatorOptions, WorkerPool) throws(GradientMethodError)
      -> any SequenceEstimator<S>

    var name: String
    var isExact = false
    var isForward = true
    var models = Models.all
    var make: Make
  }

  private func entry<S: KernelScalar>(_ scalar: S.Type) -> Entry<S> {
    func traces(_ name: String, _ rule: TraceLearning<S>.Rule) -> Entry<S> {
      Entry(name: name, models: .lawsOfOneUnit) { model, options, pool in
        TraceLearning(
          model, batchSize: options.batchSize, sequenceLength: options.sequenceLength, rule: rule,
          masks: options.masks, pool: pool)
      }
    }
    func realTime(_ name: String, isExact: Bool, order: Int?) -> Entry<S> {
      Entry(name: name, isExact: isExact) { model, options, pool in
        // A plan has no weights to look at.
        let order = MemoryMeter.isPlanning ? nil : order
        return RealTimeRecurrentLearning(
          model, batchSize: options.batchSize, sequenceLength: options.sequenceLength,
          masks: options.masks, pattern: order.map { InfluencePattern(model, order: $0) },
          pool: pool)
      }
    }
    func whole(
      _ model: SequenceModel<S>, _ options: EstimatorOptions, segmentLength: Int?,
      _ pool: WorkerPool
    ) -> BackpropagationThroughTime<S> {
      BackpropagationThroughTime(
        model, batchSize: options.batchSize, sequenceLength: options.sequenceLength,
        segmentLength: segmentLength, precision: options.precision, masks: options.masks,
        dropoutSeed: options.dropoutSeed, pool: pool)
    }
    switch self {
    case .bptt(let segmentLength):
      return Entry(name: "bptt", isExact: true, isForward: false) { model, options, pool in
        whole(model, options, segmentLength: segmentLength, pool)
      }
    case .truncated(let window):
      return Entry(name: "truncated-bptt", isForward: false) { model, options, pool in
        let window = window ?? 2 * options.sequenceLength
        guard window != options.sequenceLength else {
          return whole(model, options, segmentLength: nil, pool)
        }
        return WindowedBackpropagation(
          model, batchSize: options.batchSize, sequenceLength: options.sequenceLength,
          window: window, precision: options.precision, masks: options.masks,
          dropoutSeed: options.dropoutSeed, pool: pool)
      }
    case .checkpointed(let strategy, let memory, let segmentLength):
      return Entry(name: "checkpointed-bptt", isExact: true, isForward: false) {
        (model, options, pool) throws(GradientMethodError) in
        try CheckpointedBackpropagation(
          model, batchSize: options.batchSize, sequenceLength: options.sequenceLength,
          strategy: strategy, memory: memory, segmentLength: segmentLength,
          precision: options.precision, masks: options.masks, dropoutSeed: options.dropoutSeed,
          pool: pool)
      }
    case .rtrl: return realTime("rtrl", isExact: true, order: nil)
    case .blocked(let length, let gradientAtEveryStep):
      return Entry(name: "blocked-rtrl", isExact: true) { model, options, pool in
        BlockedRealTimeRecurrentLearning(
          model, batchSize: options.batchSize, sequenceLength: options.sequenceLength,
          blockLength: length ?? Self.standardBlockLength(model.stack),
          gradientAtEveryStep: gradientAtEveryStep, masks: options.masks, pool: pool)
      }
    case .snap(let order):
      precondition(order == 1 || order == 2, "SnAp-\(order): there are SnAp-1 and SnAp-2")
      return order == 1
        ? traces("snap-1", .snap1) : realTime("snap-2", isExact: false, order: order)
    case .uoro(let seed):
      return Entry(name: "uoro") { model, options, pool in
        UnbiasedOnlineLearning(
          model, batchSize: options.batchSize, sequenceLength: options.sequenceLength, seed: seed,
          masks: options.masks, pool: pool)
      }
    case .kfRTRL(let seed):
      return Entry(name: "kf-rtrl", models: .oneLayerOfEqualGates) { model, options, pool in
        KroneckerFactoredLearning(
          model, batchSize: options.batchSize, sequenceLength: options.sequenceLength, seed: seed,
          masks: options.masks, pool: pool)
      }
    case .rflo(let seed): return traces("rflo", .rflo(seed: seed))
    case .eProp: return traces("e-prop", .eProp)
    }
  }

  /// h of ``blocked(length:gradientAtEveryStep:)`` where none is given.
  package static func standardBlockLength(_ stack: RecurrentStack) -> Int {
    min(stack.stateCount, 2) * stack.hiddenSize
  }
}
