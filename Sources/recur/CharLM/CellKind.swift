import SequenceModels

/// The cells by the names of `--cell`.
enum CellKind: String, CaseIterable, Codable, Sendable {
  case rnn
  case reluRNN = "relu-rnn"
  case lstm
  case peepholeLSTM = "lstm-peepholes"
  case gru
  case resetBeforeGRU = "gru-reset-before"

  /// Whether the cell has a forget gate, whose bias can be chosen.
  var hasForgetGate: Bool { self == .lstm || self == .peepholeLSTM }

  /// The cell.
  func cell(forgetBias: Double) -> any RecurrentCell {
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
