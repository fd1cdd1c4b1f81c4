import Recur
import Terminal

// What finds the gradient, its memory, and text without end.
extension CharLMSettings {
  static let trainer = Option<GradientMethod>(
    "trainer", default: .bptt, placeholder: "NAME",
    help: """
      What finds the gradient: back-propagation over each sequence, over windows of another length, or in little \
      memory; or forward in time and online, exactly (rtrl, blocked-rtrl) or nearly
      """)
  static let updateEvery = Option<Int?>(
    "update-every", range: 1...1_000_000, placeholder: "K",
    defaultText: "\(CharLMSettings.defaultUpdateInterval)",
    help: "Steps from one update to the next, of trainers that go forward in time")
  static let blockLength = Option<Int?>(
    "block-length", range: 1...65_536, placeholder: "H",
    defaultText: "the hidden size, twice that of an LSTM",
    help: "Steps of a block of blocked-rtrl: 1 is rtrl, more than the text has is back-propagation")
  static let influenceLimit = Option<Double?>(
    "influence-limit", range: .above(0, upTo: 1e38), placeholder: "X", defaultText: "none",
    help: """
      Largest element that the influence of rtrl, blocked-rtrl, snap-1, snap-2, rflo and e-prop may have after an \
      update, which then looks at all of it; without resets it may grow without bound
      """)
  static let influencePolicy = Option<String>(
    "influence-policy", default: "rescale", choices: ["rescale", "reset"], placeholder: "KIND",
    help: "What is done with an influence beyond the limit: multiplied to fit, or forgotten")
  static let checkpointSlots = Option<Int?>(
    "checkpoint-slots", range: 1...1_000_000, defaultText: "as many as are of use",
    help: "Checkpoints that checkpointed-bptt stores")
  static let checkpointMemory = Option<Int?>(
    byteCount: "checkpoint-memory", defaultText: "as much as is of use",
    help: "Memory of checkpointed-bptt beside the weights: 2MiB, 500k")
  static let checkpointStrategy = Option<CheckpointStrategy>(
    "checkpoint-strategy", default: .mixed, placeholder: "KIND",
    help: "What checkpointed-bptt stores: states, activations, or either")

  static let stream = Option<Bool>(
    "stream",
    help: """
      Learn from standard input as it comes, once and without end: always so with - and a trainer that goes forward \
      in time
      """)
  static let vocabularyFrom = Option<String?>(
    "vocabulary-from", path: "FILE", defaultText: "the 256 bytes",
    help: "A text or a model whose symbols are those of the stream")
  static let saveEvery = Option<Int>(
    "save-every", default: 100_000, range: 1...1_000_000_000_000, placeholder: "CHARACTERS",
    help: "Characters of a stream from one checkpoint to the next")

  static let estimator = OptionGroup(
    "Trainer",
    [
      trainer, updateEvery, blockLength, influenceLimit, influencePolicy, checkpointSlots,
      checkpointMemory, checkpointStrategy,
      TrainSettings.memoryLimit,
    ])
  static let endless = OptionGroup("Text without end", [stream, vocabularyFrom, saveEvery])
}
