/// The built-in cells by the names that commands and checkpoints use.
public enum CellKind: String, Sendable, Codable, CaseIterable {
  case rnn
  case reluRNN = "relu-rnn"
  case lstm
  case lstmPeepholes = "lstm-peepholes"
  case gru
  case gruResetBefore = "gru-reset-before"

  /// The cell.
  public var cell: any RecurrentCell {
    switch self {
    case .rnn: ElmanCell(activation: .tanh)
    case .reluRNN: ElmanCell(activation: .relu)
    case .lstm: LSTMCell()
    case .lstmPeepholes: LSTMCell(peepholes: true)
    case .gru: GRUCell()
    case .gruResetBefore: ResetBeforeGRUCell()
    }
  }
}
