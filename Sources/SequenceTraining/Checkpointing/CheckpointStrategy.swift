/// What is stored of a forward pass, to run the rest again from (Gruslys et al. 2016, arXiv
/// 1606.03401).
public enum CheckpointStrategy: String, Sendable, CaseIterable {
  /// States or activations, whichever cost less at each place (MSM).
  case mixed
  /// States before segments (HSM); the schedule is that of Griewank and Walther's revolve.
  case hiddenStates = "hidden-states"
  /// The activations of segments, which need no second run before they are gone back through (ISM).
  case internalStates = "internal-states"
  /// About sqrt(T) states at equal distances, and the activations between two of them (Chen et al.
  /// 2016, arXiv 1604.06174): one forward pass more than storing everything.
  case squareRoot = "square-root"
}

/// How much a ``CheckpointedBackpropagation`` may store.
public enum CheckpointMemory: Sendable, Hashable {
  /// So many checkpoints, the initial state being one: hidden states, or places of the size of a
  /// hidden state (`mixed`, `squareRoot`); with `internalStates` segments' activations, those at
  /// work being one.
  case slots(Int)
  /// All that the estimator allocates beside the packed weights, in bytes.
  case bytes(Int)
}
