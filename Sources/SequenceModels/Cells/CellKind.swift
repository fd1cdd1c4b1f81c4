/// The built-in cells by the names that commands and checkpoints use.
public enum CellKind: String, Sendable, Codable, CaseIterable {
  case rnn
  case reluRNN = "relu-rnn"
  case lstm
  case peepholeLSTM = "lstm-peepholes"
  case gru
  case resetBeforeGRU = "gru-reset-before"

  /// Whether the cell has a forget gate, whose bias at the start can be chosen.
  public var hasForgetGate: Bool { self == .lstm || self == .peepholeLSTM }

  /// The cell; `forgetBias` applies to those with a forget gate.
  public func cell(forgetBias: Double = 1) -> any RecurrentCell {
    switch self {
    case .rnn: ElmanCell()
    case .reluRNN: ElmanCell(activation: .relu)
    case .lstm: LSTMCell(forgetBias: forgetBias)
    case .peepholeLSTM: LSTMCell(peepholes: true, forgetBias: forgetBias)
    case .gru: GRUCell()
    case .resetBeforeGRU: ResetBeforeGRUCell()
    }
  }

  /// The kind of a built-in cell; nil: it is none of them.
  public init?(_ cell: any RecurrentCell) {
    switch cell {
    case let cell as ElmanCell: self = cell.activation == .relu ? .reluRNN : .rnn
    case let cell as LSTMCell: self = cell.peepholes ? .peepholeLSTM : .lstm
    case is GRUCell: self = .gru
    case is ResetBeforeGRUCell: self = .resetBeforeGRU
    default: return nil
    }
  }
}
