import SequenceTraining
import TensorCore

// What the plan of a run says of its settings.
extension TrainSettings {
  /// `adam, learning rate 0.002 (exponential), clipped at norm 5`
  var optimizerWords: String {
    var words = "\(trainer.optimizer.name), learning rate \(Format.general(trainer.learningRate))"
    if trainer.schedule.course != .constant { words += " (\(trainer.schedule.course.name))" }
    if let norm = trainer.clipping.norm { words += ", clipped at norm \(Format.general(norm))" }
    if let value = trainer.clipping.value { words += ", clipped at value \(Format.general(value))" }
    return words
  }

  /// `avx2 kernels, 2 threads, 12.3 MiB of memory`
  func machineWords(memory: Int) -> String {
    "\(KernelSet.active.name) kernels, " + (threads == 1 ? "1 thread" : "\(threads) threads")
      + ", \(Format.bytes(memory)) of memory"
  }

  /// `blocked-rtrl, blocks of 128 steps, an update every step; 31.0 MiB, 24.2 MiB of them the influence`
  func trainerWords(_ memory: EstimatorMemory) -> String {
    var parts = [method.rawValue]
    switch method {
    case .truncatedBackpropagation:
      parts.append("windows of \(estimator.backpropagationLength) steps")
    case .checkpointedBackpropagation: parts.append(checkpointWords)
    case .blockedRealTime: parts.append("blocks of \(estimator.blockLength ?? 0) steps")
    default: break
    }
    if method.isForward {
      let steps = estimator.sequenceLength
      parts.append(steps == 1 ? "an update every step" : "an update every \(steps) steps")
    }
    var words = parts.joined(separator: ", ") + "; \(Format.bytes(memory.bytes))"
    if memory.influence > 0 { words += ", \(Format.bytes(memory.influence)) of them the influence" }
    if memory.checkpoints > 0 {
      words += ", \(Format.bytes(memory.checkpoints)) of them checkpoints"
    }
    return words
  }

  private var checkpointWords: String {
    let kind = TrainOptions.StrategyKind.allCases
      .first { $0.strategy == estimator.checkpointStrategy }
    return "storing \(kind?.rawValue ?? "")"
  }
}

extension Optimizer {
  /// The name of `--optimizer`.
  var name: String {
    switch self {
    case .sgd: "sgd"
    case .momentum: "momentum"
    case .nesterov: "nesterov"
    case .adagrad: "adagrad"
    case .adadelta: "adadelta"
    case .rmsprop: "rmsprop"
    case .adam: "adam"
    case .adamw: "adamw"
    }
  }
}

extension LearningRateSchedule.Course {
  /// The name of `--schedule`.
  var name: String {
    switch self {
    case .constant: "constant"
    case .linear: "linear"
    case .step: "step"
    case .exponential: "exponential"
    case .cosine: "cosine"
    }
  }
}
