import Recur
import Terminal

extension GradientMethodError: DescribedFailure {
  /// Wrong usage (64), with what would work.
  var commandFailure: CommandFailure { .usage(sentence) }

  private var sentence: String {
    switch self {
    case .dropout(let method, let option, let rate):
      "--trainer \(method.name) goes forward in time, where nothing is dropped, but --\(option) is "
        + "\(Format.general(rate));\nleave it out, or use --trainer bptt, truncated-bptt or checkpointed-bptt"
    case .modulatedCell(let method):
      "--trainer \(method.name) wants a cell whose gates act on their own unit alone, not --cell "
        + "gru-reset-before;\nuse --cell gru, or --trainer rtrl, blocked-rtrl, snap-2 or uoro"
    case .outputFeedback(let method):
      "--trainer \(method.name) leaves out what --cell jordan learns by, its output fed back;\n"
        + "use --trainer rtrl, blocked-rtrl, bptt, truncated-bptt or checkpointed-bptt"
    case .readoutSource(let method):
      "--trainer \(method.name) goes forward in time, where the readout reads the top layer alone;\n"
        + "leave out --readout-from, or use --trainer bptt, truncated-bptt or checkpointed-bptt"
    case .summary(let method):
      "--trainer \(method.name) forgets what earlier steps had to do with a summary of all steps;\n"
        + "use --trainer rtrl, blocked-rtrl, bptt, truncated-bptt or checkpointed-bptt"
    case .severalLayers(let method, let count):
      "--trainer \(method.name) wants one layer, not \(count); use --layers 1"
    case .embedding(let method):
      "--trainer \(method.name) wants symbols as they are; leave out --embedding-size and --tied"
    case .unequalGates(let method):
      "--trainer \(method.name) wants gates that all read input and state, and no peepholes; use --cell rnn, "
        + "relu-rnn or lstm"
    case .precision(let method):
      "--precision fast belongs to back-propagation, not to --trainer \(method.name)"
    case .budgetTooSmall(let budget, let minimum, _):
      "--trainer checkpointed-bptt needs at least \(Format.bytes(minimum)) (\(minimum) bytes) beside the weights, "
        + "and may have \(Format.bytes(budget));\nuse a smaller --batch-size or --sequence-length, or allow more"
    }
  }
}
