internal import CKernels

extension Block {
  /// Reads all elements as fast as memory allows, for measuring it; the result depends on them.
  /// Contiguous blocks only.
  package func readProbe() -> Double {
    precondition(isContiguous, "read probe: a block with gaps")
    return unsafe S.kernels.pointee.read_probe(base, count)
  }

  /// Writes all elements as fast as memory allows, for measuring it. Contiguous blocks only.
  package func writeProbe() {
    precondition(isContiguous, "write probe: a block with gaps")
    unsafe S.kernels.pointee.write_probe(base, count)
  }
}
