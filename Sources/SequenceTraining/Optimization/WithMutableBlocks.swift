internal import TensorCore

/// Calls `body` with a block for each tensor, all at once.
func withMutableBlocks<S: KernelScalar, Result>(
  _ tensors: inout [Tensor<S>], _ body: ([Block<S>]) -> Result
) -> Result {
  func descend(_ index: Int, _ blocks: [Block<S>]) -> Result {
    guard index < tensors.count else { return body(blocks) }
    var tensor = tensors[index]
    tensors[index] = Tensor(zeros: [0])
    defer { tensors[index] = tensor }
    return tensor.withMutableBlock { descend(index + 1, blocks + [$0]) }
  }
  return descend(0, [])
}
