import TensorCore

/// `recur benchmark train`: how fast a model trains.
enum BenchmarkTrain {
  /// What may compute the gradient.
  enum TrainerKind: String, CaseIterable, Sendable {
    case bptt
  }

  static let batchSize = Option<Int>(
    "batch-size", default: 50, range: 1...65536, help: "Sequences side by side")
  static let sequenceLength = Option<Int>(
    "sequence-length", default: 50, range: 1...65536, help: "Steps of an update")
  static let trainer = Option<TrainerKind>(
    "trainer", default: .bptt, placeholder: "NAME", help: "What computes the gradient")
  static let seconds = Option<Double>(
    "seconds", default: 4, range: .above(0, upTo: 3600), help: "Time to measure for")

  static let command = Command(
    "train", summary: "measure training on random symbols",
    discussion: """
      An update is everything that training does: forward, loss, backward, clipping by global norm 5, \
      Adam. The rate is the median over the updates after a warm-up.
      """,
    groups: [
      BenchmarkOptions.group,
      OptionGroup(
        "Work", [batchSize, sequenceLength, trainer, BenchmarkOptions.threads, seconds]),
      OptionGroup("Output", [BenchmarkOptions.json]),
    ],
    examples: [
      .init("recur benchmark train", "an LSTM of 2 x 128, 50 sequences of 50 symbols"),
      .init("recur benchmark train --cell gru --hidden-size 256 --json", "one JSON line for a GRU"),
    ]
  ) { arguments, console in
    try BenchmarkOptions.requireKernels()
    let benchmark = TrainingBenchmark(
      model: BenchmarkOptions.model(arguments), batchSize: arguments[batchSize],
      sequenceLength: arguments[sequenceLength],
      threads: arguments[BenchmarkOptions.threads] ?? WorkerPool.processorCount,
      seconds: arguments[seconds])
    try BenchmarkOptions.show(benchmark.measure(), arguments, console)
  }
}
