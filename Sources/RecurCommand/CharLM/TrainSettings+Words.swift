import SequenceTraining
import TensorCore
import Terminal

// What the plan of a run says of its settings.
extension TrainSettings {
  /// `avx2 kernels, 2 threads, 12.3 MiB of memory, products in bfloat16`
  func machineWords(memory: Int) -> String {
    RecurCommand.machineWords(threads: threads, memory: memory)
      + (estimator.precision == .bfloat16 ? ", products in bfloat16" : "")
  }

  /// `blocked-rtrl, blocks of 128 steps, an update every step; 31.0 MiB, 24.2 MiB of them the influence`
  func trainerWords(_ memory: EstimatorMemory) -> String {
    var parts = [method.name]
    switch method {
    case .truncated(let window): parts.append("windows of \(window ?? 0) steps")
    case .checkpointed(let strategy, _, _): parts.append(words(strategy))
    case .blocked(let length, _): parts.append("blocks of \(length ?? 0) steps")
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

  private func words(_ strategy: CheckpointStrategy) -> String {
    let kind = TrainOptions.StrategyKind.allCases.first { $0.strategy == strategy }
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
