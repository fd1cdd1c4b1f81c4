/// A gate block of a cell: n pre-activations, one for each unit.
public struct Gate: Sendable, Equatable {
  /// What the recurrent weights of a gate multiply.
  public enum StateInput: Sendable, Equatable {
    /// Nothing: the gate has no recurrent weights.
    case none
    /// h_{t-1}.
    case previous
    /// A vector that the cell makes from its first gates and h_{t-1}, such as r h_{t-1}
    /// (``ModulatedCell``).
    case modulated
  }

  /// The gate's name in equations: "i", "f", "candidate".
  public let name: String
  /// Whether the gate has input weights: W x_t is part of its pre-activation.
  public let readsInput: Bool
  /// What its recurrent weights U multiply.
  public let stateInput: StateInput

  /// A gate; without further words it reads the input and h_{t-1}.
  public init(_ name: String, readsInput: Bool = true, stateInput: StateInput = .previous) {
    self.name = name
    self.readsInput = readsInput
    self.stateInput = stateInput
  }
}

/// Neighbouring gates that are computed by one product.
package struct GateRun: Sendable, Equatable {
  /// First block of n rows of the weight: its rows begin at `weightBlock * n`.
  package let weightBlock: Int
  /// First gate of the cell: its pre-activations begin at column `gate * n`.
  package let gate: Int
  /// Number of gates.
  package let count: Int
}

/// The sizes that describe a cell; everything about it that is not its equations.
///
/// Letters: G gate blocks, K state components (component 0 is the output h), n hidden units. The
/// pre-activations of gate g are z_g = W_g x_t + U_g h_{t-1} + b_g. W stacks the blocks of the
/// gates that read the input, U those that read the state, b has a block for every gate, all in the
/// order of `gates`. With output feedback the gates that read the input also read F_g y_{t-1}.
public struct CellStructure: Sendable, Equatable {
  /// The gates in their order, which is that of the blocks of W, U and b.
  public let gates: [Gate]
  /// Names of the state components, the output first: ["h"] or ["h", "c"].
  public let states: [String]
  /// Names of the peephole vectors, each of length n, which only unit j of the law reads at j.
  public let peepholes: [String]
  /// Planes [T, B, n] beside gates and states that the law keeps from forward to backward.
  public let auxiliaryPlanes: Int
  /// Whether the gates that read the input also read the model's last output y_{t-1} (Jordan 1986).
  package let readsOutput: Bool

  /// The structure of a cell; the parameters have the meaning of the properties.
  ///
  /// - Parameter readsOutput: whether the gates that read the input also read what the model put
  ///   out last, y_{t-1} = softmax(W_out h_{t-1} + b_out): the model then has one layer and a
  ///   readout of its own.
  public init(
    gates: [Gate], states: [String] = ["h"], peepholes: [String] = [], auxiliaryPlanes: Int = 0,
    readsOutput: Bool = false
  ) {
    precondition(!gates.isEmpty && !states.isEmpty, "a cell needs a gate and a state")
    self.gates = gates
    self.states = states
    self.peepholes = peepholes
    self.auxiliaryPlanes = auxiliaryPlanes
    self.readsOutput = readsOutput
  }

  /// G.
  public var gateCount: Int { gates.count }
  /// K.
  public var stateCount: Int { states.count }
  /// Blocks of n rows in the input weight.
  public var inputGateCount: Int { gates.count { $0.readsInput } }
  /// Blocks of n rows in the recurrent weight.
  public var recurrentGateCount: Int { gates.count { $0.stateInput != .none } }

  /// Whether a model may have so many layers of the cell: one that reads the output stands alone,
  /// below a readout of symbols that is not tied.
  package func allows(
    layers: Int, tiedReadout: Bool, loss: Loss = .crossEntropy
  ) -> Bool {
    !readsOutput || layers == 1 && !tiedReadout && loss.takesSymbols
  }

  var inputRuns: [GateRun] {
    runs(within: \.readsInput, where: \.readsInput)
  }

  func recurrentRuns(_ input: Gate.StateInput) -> [GateRun] {
    runs(within: { $0.stateInput != .none }, where: { $0.stateInput == input })
  }

  /// Runs of gates that satisfy `included`, among the gates of a weight, which satisfy `within`.
  private func runs(
    within: (Gate) -> Bool, where included: (Gate) -> Bool
  ) -> [GateRun] {
    var result: [GateRun] = []
    var block = 0
    for (index, gate) in gates.enumerated() where within(gate) {
      defer { block += 1 }
      guard included(gate) else { continue }
      if let last = result.last, last.gate + last.count == index {
        result[result.count - 1] = GateRun(
          weightBlock: last.weightBlock, gate: last.gate, count: last.count + 1)
      } else {
        result.append(GateRun(weightBlock: block, gate: index, count: 1))
      }
    }
    return result
  }
}
