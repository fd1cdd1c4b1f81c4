/// How a decoder looks back at the encoder's outputs.
///
/// k_s: output of the encoder's top layer at source position s, q_t: output of the decoder's top
/// layer at step t.
///
///     score_ts = q_t . k_s                        dot (Luong, Pham and Manning 2015)
///     score_ts = q_t . (W k_s)                    general (the same)
///     score_ts = v . tanh(W_q q_t + W_k k_s)      additive (Bahdanau, Cho and Bengio 2015)
///     a_t = softmax over s of score_ts
///     c_t = sum_s a_ts k_s
///     y_t = tanh(W_c [c_t; q_t])                  the attentional output, which the readout reads
///
/// All kinds follow the order of Luong et al.: the query is the decoder's present output, where
/// Bahdanau et al. take the state before and feed c_t to the recurrent layer.
public enum AttentionKind: String, Sendable, Codable, CaseIterable {
  case none, dot, general, additive
}
