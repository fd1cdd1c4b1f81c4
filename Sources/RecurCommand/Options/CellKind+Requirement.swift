import Recur
import Terminal

extension CellKind {
  /// Stops (64) at layers that the cell cannot stand in.
  func requirePlace(layers: Int, tied: Bool = false) throws(CommandFailure) {
    guard !cell().structure.allows(layers: layers, tiedReadout: tied) else { return }
    throw .usage(
      tied
        ? "--cell \(rawValue) reads its own output, whose weight cannot be the embedding;\n"
          + "leave out --tied"
        : "--cell \(rawValue) reads its own output, in one layer and not in \(layers);\n"
          + "use --layers 1")
  }
}
