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
}
