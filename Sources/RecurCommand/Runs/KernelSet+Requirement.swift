import Recur
import Terminal

extension KernelSet {
  /// Stops (64) when `RECUR_KERNELS` names kernels that do not run here, before anything is
  /// computed.
  static func requireRequested() throws(CommandFailure) {
    guard !requestIsAvailable else { return }
    let names = available.map(\.name).joined(separator: ", ")
    throw .usage(
      "RECUR_KERNELS=\(visible(requested ?? "")) does not run here; available: \(names)")
  }
}
