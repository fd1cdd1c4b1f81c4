/// The parameters of attention, m the size of the memory and n that of the query:
///
///     attention.weight         [n, m]        general: W
///     attention.key_weight     [n, m]        additive: W_k
///     attention.query_weight   [n, n]        additive: W_q
///     attention.score          [n]           additive: v
///     attention.output_weight  [n, m + n]    W_c, the columns of the context first
struct AttentionBlocks: Sendable {
  let kind: AttentionKind
  let memorySize: Int
  let querySize: Int
  /// W or W_k: what turns the memory into keys; nil: the keys are the memory.
  let keyWeight: ParameterBlock?
  let queryWeight: ParameterBlock?
  let score: ParameterBlock?
  let outputWeight: ParameterBlock

  init?(_ kind: AttentionKind, memorySize: Int, querySize: Int, layout: inout ParameterLayout) {
    let shape = [querySize, memorySize]
    switch kind {
    case .none: return nil
    case .dot: (keyWeight, queryWeight, score) = (nil, nil, nil)
    case .general:
      keyWeight = layout.append("attention.weight", shape, .inputWeight)
      (queryWeight, score) = (nil, nil)
    case .additive:
      keyWeight = layout.append("attention.key_weight", shape, .inputWeight)
      queryWeight = layout.append(
        "attention.query_weight", [querySize, querySize], .inputWeight)
      score = layout.append("attention.score", [querySize], .inputWeight)
    }
    self.kind = kind
    self.memorySize = memorySize
    self.querySize = querySize
    outputWeight = layout.append(
      "attention.output_weight", [querySize, memorySize + querySize], .inputWeight)
  }
}
