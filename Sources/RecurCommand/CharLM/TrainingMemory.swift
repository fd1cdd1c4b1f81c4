import Recur
import Terminal

/// The bytes that a training run will hold, planned by making all of it in the air.
struct TrainingMemory {
  let settings: CharLMSettings
  /// The model, planned only.
  let model: SequenceModel<Float>
  /// Streams that the validation text is cut into where so many may stand side by side; 0 without
  /// such a text.
  let validationStreams: (Int) -> Int
  /// Bytes of the text.
  let textBytes: Int
  /// What the estimator will hold.
  let estimator: EstimatorMemory
  /// What tensors hold from the first update on, as the memory meter counts them.
  let heldBytes: Int
  /// The most at any time: tensors, text and batches, a checkpoint that is written, and what of the
  /// table at the end fits.
  private(set) var bytes: Int
  /// The rows of the table at the end that do not fit, with the bytes that they need.
  private(set) var leftOut: [Baseline.Kind: Int] = [:]

  /// P
  var parameterCount: Int { model.layout.count }

  /// - Throws: `CommandFailure` (64) for a trainer that does not go with the model.
  init(
    _ settings: CharLMSettings, vocabularySize: Int, textBytes: Int = 0,
    validationStreams: @escaping (Int) -> Int
  ) throws(CommandFailure) {
    let configuration = settings.architecture.network(
      vocabularySize: vocabularySize, forgetBias: settings.forgetBias)
    model = MemoryMeter.planning { SequenceModel(zeros: configuration) }.result
    self.settings = settings
    self.validationStreams = validationStreams
    self.textBytes = textBytes
    do throws(GradientMethodError) {
      let plan = try Self.plan(
        model, settings, settings.method, settings.estimator, validationStreams)
      (estimator, heldBytes) = (plan.estimator, plan.held)
      bytes = plan.bytes.addingClamped(textBytes)
    } catch {
      throw error.commandFailure
    }
  }

  /// Counts the table at the end: those of its rows that fit beside what is then held.
  mutating func count(_ baselines: [Baseline.Kind: Int], limit: Int) {
    for (kind, needed) in baselines {
      let all = heldBytes.addingClamped(textBytes).addingClamped(needed)
      if all <= limit { bytes = max(bytes, all) } else { leftOut[kind] = needed }
    }
  }

  /// Stops (64) when the run needs more than `limit` bytes, and says what would fit.
  func require(limit: Int) throws(CommandFailure) {
    guard bytes > limit else { return }
    throw .usage(
      "\(settings.method.name) needs \(Format.bytes(bytes)) of memory to train this model of "
        + "\(Format.count(Double(parameterCount))) parameters, and may have \(Format.bytes(limit));\n"
        + advice(limit: limit))
  }

  /// What training by a method takes beside the text: the run and what it saves, samples and
  /// validates with.
  static func plan(
    _ model: SequenceModel<Float>, _ settings: CharLMSettings, _ method: GradientMethod,
    _ estimator: EstimatorOptions, _ validationStreams: (Int) -> Int
  ) throws(GradientMethodError) -> (held: Int, bytes: Int, estimator: EstimatorMemory) {
    let memory = try method.memory(of: model, estimator, threads: settings.training.threads)
    let streams = validationStreams(
      CharLMSettings.validationBatchSize(method, batchSize: estimator.batchSize))
    let steps = method.isForward ? CharLMSettings.standardLength : estimator.sequenceLength
    let options = settings.training.updateOptions(perEpoch: 1, of: model.layout)
    let plan = try PlannedMemory.proportional(
      to: estimator.batchSize, exactly: method.exactlyPlanned
    ) { count throws(GradientMethodError) in
      var estimator = estimator
      estimator.batchSize = count
      return try MemoryMeter.planned { () throws(GradientMethodError) in
        let pool = WorkerPool(threads: settings.training.threads)
        let model = SequenceModel<Float>(zeros: model.configuration)
        let trainer = Trainer(
          model, estimator: try method.plannedEstimator(of: model, estimator, pool: pool),
          updates: options, pool: pool)
        let exact =
          streams > 0 && settings.training.measuresCopy
          ? PackedSequenceModel(trainer.model, trains: false, pool: pool) : nil
        let evaluator =
          streams > 0
          ? Evaluator(
            exact ?? trainer.packedModel, batchSize: streams, sequenceLength: steps, pool: pool)
          : nil
        return (trainer, evaluator, exact)
      }
    }
    let vectors = options.savedVectors
    let carries = method.isForward || method.window != nil
    let saving = PlannedMemory.savingBytes(
      parameters: model.layout.count, vectors: vectors, carried: carries ? memory.influence : 0)
    // Inputs and targets of a batch, and those of the batch before while it is filled.
    let batch = 16 * (estimator.batchSize * estimator.sequenceLength + streams * steps)
    return (plan.live, plan.peak.addingClamped(saving).addingClamped(batch), memory)
  }
}
