import Recur
import SequenceModels
import SequenceTraining
import TensorCore
import Terminal

/// The bytes that a training run will hold, known before the estimator is made.
struct TrainingMemory {
  let settings: TrainSettings
  /// P
  let parameterCount: Int
  /// Streams that the validation text is cut into where so many may stand side by side; 0 without such a text.
  let validationStreams: (Int) -> Int
  /// What the estimator will hold.
  let estimator: EstimatorMemory
  /// Parameters, optimiser and carried state.
  let trainer: Int
  /// What validation works in.
  let evaluator: Int

  /// - Throws: `CommandFailure` (64) for a trainer that does not go with the model.
  init(
    _ model: SequenceModel<Float>, _ settings: TrainSettings,
    validationStreams: @escaping (Int) -> Int
  ) throws(CommandFailure) {
    parameterCount = model.layout.count
    self.settings = settings
    self.validationStreams = validationStreams
    do throws(GradientMethodError) {
      estimator = try settings.method.memory(
        of: model, settings.estimator, threads: settings.threads)
    } catch {
      throw error.commandFailure
    }
    trainer = model.trainerBytes(
      optimizer: settings.trainer.optimizer, batchSize: settings.estimator.batchSize)
    evaluator = Self.evaluatorBytes(
      model, settings, settings.method, settings.estimator, validationStreams)
  }

  /// All of it, as the memory meter counts it.
  var bytes: Int { estimator.bytes + trainer + evaluator }

  /// About what a checkpoint takes for a moment of what the estimator carries: the copy, as numbers and as bytes.
  private var savingBytes: Int {
    settings.method.isForward ? 3 * (estimator.influence + estimator.steps) : 0
  }

  /// Stops (64) when the run needs more than `limit` bytes, and says what would fit.
  ///
  /// - Parameters:
  ///   - limit: nil: what the machine has free, of which saving must find its part too.
  ///   - model: the one planned for.
  func require(limit: Int?, _ model: SequenceModel<Float>) throws(CommandFailure) {
    let (saving, allowed) = (limit == nil ? savingBytes : 0, limit ?? MachineMemory.available)
    guard bytes > allowed - saving else { return }
    let more = saving > 0 ? " and \(Format.bytes(saving)) more whenever it is saved" : ""
    throw .usage(
      "\(settings.method.rawValue) needs \(Format.bytes(bytes)) of memory to train this model\(more), and may "
        + "have \(Format.bytes(allowed));\n\(advice(model, limit: allowed))")
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
  static let largestExact = 0x1p56

  /// Roughly what an estimator carries.
  static func carriedBytes(
    _ method: GradientMethod, _ estimator: GradientMethodSettings,
    _ architecture: LanguageModel.Configuration,
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

  /// Bytes of the validation's workspaces beside such an estimator.
  static func evaluatorBytes(
    _ model: SequenceModel<Float>, _ settings: TrainSettings, _ method: GradientMethod,
    _ estimator: GradientMethodSettings, _ validationStreams: (Int) -> Int
  ) -> Int {
    let streams = validationStreams(
      TrainSettings.validationBatchSize(method, batchSize: estimator.batchSize))
    let steps = method.isForward ? TrainSettings.standardLength : estimator.sequenceLength
    guard streams > 0 else { return 0 }
    return model.evaluatorBytes(
      batchSize: streams, sequenceLength: steps, threads: settings.threads)
      + (estimator.precision == .full ? 0 : model.packedBytes(trains: false))
  }
}
