import SequenceModels
import SequenceTraining
import TensorCore

/// The bytes that a training run will hold, known before the estimator is made.
struct TrainingMemory {
  let settings: TrainSettings
  /// P
  let parameterCount: Int
  /// Sequences and steps of the validation's batches; nil without validation.
  private let validation: (batchSize: Int, sequenceLength: Int)?
  /// What the estimator will hold.
  let estimator: EstimatorMemory
  /// Parameters, optimiser and carried state.
  let trainer: Int
  /// What validation works in.
  let evaluator: Int

  /// - Throws: `CommandFailure` (64) for a trainer that does not go with the model.
  init(
    _ model: SequenceModel<Float>, _ settings: TrainSettings,
    validation: (batchSize: Int, sequenceLength: Int)? = nil
  ) throws(CommandFailure) {
    parameterCount = model.layout.count
    self.settings = settings
    self.validation = validation
    do throws(GradientMethodError) {
      estimator = try settings.method.memory(
        of: model, settings.estimator, threads: settings.threads)
    } catch {
      throw error.commandFailure
    }
    (trainer, evaluator) = Self.beside(model, settings, settings.estimator, validation)
  }

  /// All of it, as the memory meter counts it.
  var bytes: Int { estimator.bytes + trainer + evaluator }

  /// Stops (64) when the run needs more than `limit` bytes, and says what would fit. `model`: the one planned for.
  func require(limit: Int, _ model: SequenceModel<Float>) throws(CommandFailure) {
    guard bytes > limit else { return }
    throw .usage(
      "\(settings.method.rawValue) needs \(Format.bytes(bytes)) of memory to train this model, and may "
        + "have \(Format.bytes(limit));\n\(advice(model, limit: limit))")
  }

  /// Stops (64) at sizes that no exact figure is needed for: parameters, their gradient, packed weights and the
  /// optimiser's vectors, in decimal numbers, as they may exceed any memory.
  static func requireParameters(
    _ settings: TrainSettings, vocabularySize: Int, limit: Int
  ) throws(CommandFailure) {
    let architecture = settings.architecture
    let parameters = architecture.parameterCount(vocabularySize: vocabularySize)
    let copies = 3 + settings.trainer.optimizer.rule.stateCount
    let weights = 4 * parameters * Double(copies)
    let needed =
      weights + carriedBytes(settings.method, settings.estimator, architecture, parameters)
    guard weights > Double(limit) || needed > largestExact else { return }
    throw .usage(
      "a model of \(Format.count(parameters)) parameters needs \(Format.bytes(Int(min(needed, 0x1p62)))) of "
        + "memory to train, and may have \(Format.bytes(limit));\nuse a smaller --hidden-size, --layers, "
        + "--batch-size or --sequence-length")
  }

  /// Beyond this the exact figures could overflow.
  private static let largestExact = 0x1p56

  /// Roughly what an estimator carries.
  private static func carriedBytes(
    _ method: GradientMethod, _ estimator: GradientMethodSettings, _ architecture: Architecture,
    _ parameters: Double
  ) -> Double {
    let structure = architecture.cell.cell(forgetBias: 1).structure
    let (n, layers) = (Double(architecture.hiddenSize), Double(architecture.layers))
    let states = layers * Double(structure.stateCount) * n
    let batch = Double(estimator.batchSize)
    let steps = Double(max(estimator.sequenceLength, estimator.backpropagationLength))
    let activations = batch * steps * layers * n * Double(structure.gateCount + 2)
    switch method {
    case .realTime, .snap2: return 8 * (activations + batch * states * parameters)
    case .blockedRealTime:
      let blocks = Double(estimator.blockLength ?? 1) * states * (2 * n + 8)
      return 8 * (activations + batch * (states * parameters + blocks) + states * states)
    default: return 8 * (activations + batch * 4 * parameters)
    }
  }

  private static func beside(
    _ model: SequenceModel<Float>, _ settings: TrainSettings, _ estimator: GradientMethodSettings,
    _ validation: (batchSize: Int, sequenceLength: Int)?
  ) -> (Int, Int) {
    (
      model.trainerBytes(optimizer: settings.trainer.optimizer, batchSize: estimator.batchSize),
      validation.map {
        model.evaluatorBytes(
          batchSize: $0.batchSize, sequenceLength: $0.sequenceLength, threads: settings.threads)
      } ?? 0
    )
  }
}

// What fits where the run does not.
extension TrainingMemory {
  /// The methods in the order in which they are offered.
  private static let offered: [GradientMethod] = [
    .backpropagation, .checkpointedBackpropagation, .blockedRealTime, .realTime, .snap1, .kronecker,
    .unbiased, .eProp, .randomFeedback,
  ]
  private static let mostOffers = 4

  private func advice(_ model: SequenceModel<Float>, limit: Int) -> String {
    var offers = Self.offered.compactMap { offer($0, model, limit: limit) }.prefix(Self.mostOffers)
    offers += sizes(model, limit: limit)
    return offers.isEmpty
      ? "use a smaller --hidden-size or --layers" : "what fits: " + offers.joined(separator: ", ")
  }

  /// `--trainer snap-1 (1.20 MiB)`, if that fits.
  private func offer(
    _ method: GradientMethod, _ model: SequenceModel<Float>, limit: Int
  ) -> String? {
    guard method != settings.method else { return nil }
    var other = settings.estimator
    if method.isForward != settings.method.isForward {
      other.sequenceLength =
        method.isForward ? TrainSettings.defaultUpdateInterval : settings.sequenceLength
    }
    other.backpropagationLength = other.sequenceLength
    other.blockLength = nil
    var words = "--trainer \(method.rawValue)"
    other.checkpointMemory = nil
    if method == .checkpointedBackpropagation {
      let free = limit - trainer - evaluator - model.packedBytes(trains: true)
      guard free > 0 else { return nil }
      other.checkpointMemory = .bytes(free)
    }
    guard let found = total(method, other, model), found.bytes <= limit else { return nil }
    if method == .checkpointedBackpropagation {
      words += " --checkpoint-memory \(found.memory.workspace + found.memory.checkpoints)"
    }
    return "\(words) (\(Format.bytes(found.bytes)))"
  }

  /// Smaller batches and shorter sequences that fit, halved until they do.
  private func sizes(_ model: SequenceModel<Float>, limit: Int) -> [String] {
    let length = settings.method.isForward ? "update-every" : "sequence-length"
    let options: [(name: String, WritableKeyPath<GradientMethodSettings, Int>)] = [
      ("batch-size", \.batchSize), (length, \.sequenceLength),
    ]
    return options.compactMap { name, path in
      var other = settings.estimator
      while other[keyPath: path] > 1 {
        other[keyPath: path] /= 2
        if settings.method == .truncatedBackpropagation {
          other.backpropagationLength = max(1, other.backpropagationLength / 2)
        } else {
          other.backpropagationLength = other.sequenceLength
        }
        if let found = total(settings.method, other, model), found.bytes <= limit {
          return "--\(name) \(other[keyPath: path]) (\(Format.bytes(found.bytes)))"
        }
      }
      return nil
    }
  }

  private func total(
    _ method: GradientMethod, _ other: GradientMethodSettings, _ model: SequenceModel<Float>
  ) -> (bytes: Int, memory: EstimatorMemory)? {
    let parameters = Double(model.layout.count)
    guard
      Self.carriedBytes(method, other, settings.architecture, parameters) < Self.largestExact,
      let memory = try? method.memory(of: model, other, threads: settings.threads)
    else { return nil }
    let (trainer, evaluator) = Self.beside(model, settings, other, validation)
    return (memory.bytes + trainer + evaluator, memory)
  }
}
