import Recur
import Terminal

// What the plan of a run says of its settings.
extension CharLMSettings {
  /// `rtrl, an update every step; 31.0 MiB, 24.2 MiB of them the influence`
  func trainerWords(_ memory: EstimatorMemory) -> String {
    var parts = [method.name]
    switch method {
    case .truncated(let window): parts.append("windows of \(window ?? 0) steps")
    case .checkpointed(let strategy, _, _): parts.append("storing \(strategy.rawValue)")
    case .blocked(let length, _): parts.append("blocks of \(length ?? 0) steps")
    default: break
    }
    if method.isForward {
      let steps = estimator.sequenceLength
      parts.append(steps == 1 ? "an update every step" : "an update every \(steps) steps")
    }
    if let limit = influenceLimit {
      parts.append(
        "its influence \(limit.resets ? "reset" : "rescaled") beyond "
          + Format.general(limit.largest))
    }
    var words = parts.joined(separator: ", ") + "; \(Format.bytes(memory.bytes))"
    if memory.influence > 0 { words += ", \(Format.bytes(memory.influence)) of them the influence" }
    if memory.checkpoints > 0 {
      words += ", \(Format.bytes(memory.checkpoints)) of them checkpoints"
    }
    return words
  }
}
