/// The built-in cells by the names that commands and checkpoints use.
public enum CellKind: String, Sendable, Codable, CaseIterable {
  case rnn
  case reluRNN = "relu-rnn"
  /// The plain RNN with output feedback.
  case jordan
  case lstm
  case peepholeLSTM = "lstm-peepholes"
  /// The LSTM whose input gate is at most 1 - f.
  case cappedLSTM = "lstm-capped"
  case gru
  case resetBeforeGRU = "gru-reset-before"

  /// Whether the cell has a forget gate, whose bias at the start can be chosen.
  package var hasForgetGate: Bool { [.lstm, .peepholeLSTM, .cappedLSTM].contains(self) }

  /// The cell; `forgetBias` applies to those with a forget gate.
  public func cell(forgetBias: Double = 1) -> any RecurrentCell {
    switch self {
    case .rnn: ElmanCell()
    case .reluRNN: ElmanCell(activation: .relu)
    case .jordan: ElmanCell(readsOutput: true)
    case .lstm: LSTMCell(forgetBias: forgetBias)
    case .peepholeLSTM: LSTMCell(peepholes: true, forgetBias: forgetBias)
    case .cappedLSTM: LSTMCell(capped: true, forgetBias: forgetBias)
    case .gru: GRUCell()
    case .resetBeforeGRU: ResetBeforeGRUCell()
    }
  }

  /// The kind of a built-in cell; nil: it is none of them.
  package init?(_ cell: any RecurrentCell) {
    switch cell {
    case let cell as ElmanCell:
      switch (cell.activation, cell.readsOutput) {
      case (.tanh, false): self = .rnn
      case (.relu, false): self = .reluRNN
      case (.tanh, true): self = .jordan
      case (.relu, true): return nil
      }
    case let cell as LSTMCell:
      switch (cell.peepholes, cell.capped) {
      case (false, false): self = .lstm
      case (true, false): self = .peepholeLSTM
      case (false, true): self = .cappedLSTM
      case (true, true): return nil
      }
    case is GRUCell: self = .gru
    case is ResetBeforeGRUCell: self = .resetBeforeGRU
    default: return nil
    }
  }
}
