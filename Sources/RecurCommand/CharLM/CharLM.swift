import TensorCore
import Terminal

/// Character-level language models.
enum CharLM {
  static let command = Command(
    "charlm", summary: "character-level language models",
    subcommands: [TrainCommand.command, SampleCommand.command, EvaluateCommand.command])

  /// Stops (64) when `RECUR_KERNELS` names kernels that do not run here, before anything is computed.
  static func requireKernels() throws(CommandFailure) {
    guard !KernelSet.requestIsAvailable else { return }
    let names = KernelSet.available.map(\.name).joined(separator: ", ")
    throw .usage(
      "RECUR_KERNELS=\(visible(KernelSet.requested ?? "")) does not run here; available: \(names)")
  }
}
