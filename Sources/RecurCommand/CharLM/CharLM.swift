import TensorCore
import Terminal

/// Language models by character, byte or word.
enum CharLM {
  static let command = Command(
    "charlm", summary: "language models by character, byte or word",
    subcommands: [TrainCommand.command, SampleCommand.command, EvaluateCommand.command])

  /// Stops (64) when `RECUR_KERNELS` names kernels that do not run here, before anything is computed.
  static func requireKernels() throws(CommandFailure) {
    guard !KernelSet.requestIsAvailable else { return }
    let names = KernelSet.available.map(\.name).joined(separator: ", ")
    throw .usage(
      "RECUR_KERNELS=\(visible(KernelSet.requested ?? "")) does not run here; available: \(names)")
  }
}
