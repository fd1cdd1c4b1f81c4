package import SequenceModels
internal import TensorCore

/// A gradient method set to work on sequences of T symbols, one at a time, from a state of zeros:
/// what is compared with others.
///
/// Back-propagation takes the sequence as one batch and has one gradient at its end, truncated
/// back-propagation one for each of its parts; methods that go forward in time take batches of
/// ``stepsPerGradient`` and hold nothing that grows with T. Checkpointed back-propagation stores
/// about sqrt(T) states, in segments of four steps.
package struct SequencePass: Sendable, Equatable {
  package var method: GradientMethod
  /// T
  package var length: Int
  /// Steps of a part of truncated back-propagation.
  package var truncation: Int
  /// h of blocked RTRL; nil: n of cells with one state component, 2 n of others.
  package var blockLength: Int?
  /// Steps from one gradient to the next of methods that go forward in time.
  package var stepsPerGradient: Int
  /// Of random signs and random feedback.
  package var seed: UInt64

  /// Segments of checkpointed back-propagation: long enough for products, short beside sqrt(T).
  static let segmentLength = 4

  /// A pass; the parameters have the meaning of the properties.
  package init(
    _ method: GradientMethod, length: Int, truncation: Int = 16, blockLength: Int? = nil,
    stepsPerGradient: Int = 1, seed: UInt64 = 0
  ) {
    precondition(
      length > 0 && truncation > 0 && stepsPerGradient > 0 && blockLength ?? 1 > 0,
      "a pass over \(length) steps, parts of \(truncation), gradients after \(stepsPerGradient), "
        + "blocks of \(blockLength ?? 0)")
    self.method = method
    self.length = length
    self.truncation = truncation
    self.blockLength = blockLength
    self.stepsPerGradient = stepsPerGradient
    self.seed = seed
  }

  /// Steps from one gradient to the next.
  package var batchLength: Int {
    switch method {
    case .bptt, .checkpointed: length
    case .truncated: min(truncation, length)
    default: min(stepsPerGradient, length)
    }
  }

  /// Whether the estimator is told to forget before every sequence. What goes forward in time
  /// costs the same for ever; blocks of T steps and more are back-propagation and do not.
  func forgets<S>(_ model: SequenceModel<S>) -> Bool {
    guard method.isForward else { return true }
    return blockLength(of: model).map { $0 >= length } ?? false
  }

  /// h of blocked RTRL; nil of other methods.
  func blockLength<S>(of model: SequenceModel<S>) -> Int? {
    guard case .blocked = method else { return nil }
    return blockLength ?? GradientMethod.standardBlockLength(model.stack)
  }

  /// The method with the settings of the pass.
  package var estimatorMethod: GradientMethod {
    switch method {
    case .truncated: .truncated(window: batchLength)
    case .checkpointed: .checkpointed(.squareRoot, memory: nil, segmentLength: Self.segmentLength)
    case .blocked: .blocked(length: blockLength, gradientAtEveryStep: false)
    case .uoro: .uoro(seed: seed)
    case .kfRTRL: .kfRTRL(seed: seed)
    case .rflo: .rflo(seed: seed)
    case .bptt, .rtrl, .snap, .eProp: method
    }
  }

  /// What the estimator is made with.
  package var options: EstimatorOptions {
    EstimatorOptions(sequenceLength: batchLength, dropoutSeed: seed)
  }

  /// The bytes that the estimator will hold. Blocks of T steps and more never make an influence.
  package func memory<S>(
    of model: SequenceModel<S>, threads: Int
  ) throws(GradientMethodError) -> EstimatorMemory {
    try estimatorMethod.memory(
      of: model, options, longestSequence: length, threads: threads)
  }

  /// The bytes of ``memory(of:threads:)`` for a sequence of any length, without a schedule being
  /// made for it: checkpointed back-propagation holds what it holds of two segments, and the units
  /// of its schedule.
  package func plannedBytes<S>(
    of model: SequenceModel<S>, threads: Int
  ) throws(GradientMethodError) -> Int {
    guard case .checkpointed = method, length > 2 * Self.segmentLength else {
      return try memory(of: model, threads: threads).bytes
    }
    var short = self
    short.length = 2 * Self.segmentLength
    let memory = try short.memory(of: model, threads: threads)
    let segments = SequenceSegments(steps: length, length: Self.segmentLength)
    let arena = CheckpointArena(model, rows: [1])
    let units = arena.leastUnits(.squareRoot, segments)
    return memory.bytes - memory.checkpoints + arena.bytes(units: units)
  }

  /// The batches of a sequence: of `symbols` [T + 1] each one predicts the next. What the last
  /// batch lacks is filled with steps that predict nothing, after all that do.
  package func batches(_ symbols: [Int32]) -> [Batch] {
    precondition(symbols.count == length + 1, "\(symbols.count) symbols for \(length) predictions")
    return stride(from: 0, to: length, by: batchLength).map { first in
      let own = min(batchLength, length - first)
      let padding = [Int32](repeating: -1, count: batchLength - own)
      return Batch(
        tokens: Array(symbols[first..<first + own]) + padding,
        targets: Array(symbols[first + 1...first + own]) + padding)
    }
  }
}
