import Recur
import Terminal

// `recur benchmark train`: how fast a model trains.
extension TrainingBenchmark {
  static let batchSize = Option<Int>(
    "batch-size", default: 50, range: 1...65536, help: "Sequences side by side")
  static let sequenceLength = Option<Int>(
    "sequence-length", default: 50, range: 1...65536, help: "Steps of an update")
  static let trainer = Option<GradientMethod>(
    "trainer", default: .bptt, placeholder: "NAME", help: "What computes the gradient")
  static let blockLength = Option<Int?>(
    "block-length", range: 1...65536, defaultText: "the states of a layer",
    help: "Steps of a block of blocked-rtrl")
  static let vectorSize = Option<Int?>(
    "vector-size", range: 1...16384, defaultText: "symbols are fed",
    help: "Elements of random vectors, from each of which a value is predicted")
  static let threads = Option<Int?>(
    "threads", range: 1...WorkerPool.mostPieces, defaultText: "the cores there are",
    help: "Worker threads")
  static let seconds = Option<Double>(
    "seconds", default: 4, range: .above(0, upTo: 3600), help: "Time to measure for")

  static let command = Command(
    "train", summary: "measure training on random symbols",
    discussion: """
      An update is everything that training does: forward, loss, backward, clipping by global norm 5, \
      Adam. The rate is the median over the updates after a warm-up. \
      Trainers that go forward in time have the gradient of all losses so far after every symbol, and a rate so \
      small that their influence, which is never reset, stays finite.
      """,
    groups: [
      BenchmarkModel.group,
      OptionGroup(
        "Work",
        [
          batchSize, sequenceLength, vectorSize, trainer, blockLength, Precision.option,
          threads, seconds,
          MemoryBudget.option,
        ]),
      OptionGroup("Output", [BenchmarkResult.json]),
    ],
    examples: [
      ("recur benchmark train", "an LSTM of 2 x 128, 50 sequences of 50 symbols"),
      ("recur benchmark train --cell gru --hidden-size 256 --json", "one JSON line for a GRU"),
      (
        "recur benchmark train --trainer rtrl --layers 1 --batch-size 1", "exact RTRL, one stream"
      ),
      (
        "recur benchmark train --cell gru --layers 1 --hidden-size 64 --vector-size 3",
        "a regression of one value on three"
      ),
    ]
  ) { arguments, console in
    try KernelSet.requireRequested()
    let method = arguments[trainer]
    guard arguments[blockLength] == nil || method == .blocked else {
      throw CommandFailure.usage("--block-length belongs to --trainer blocked-rtrl")
    }
    var model = try BenchmarkModel(arguments)
    model.vectorSize = arguments[vectorSize]
    let benchmark = TrainingBenchmark(
      model: model,
      method: method.benchmarked(blockLength: arguments[blockLength]),
      precision: arguments[Precision.option],
      batchSize: arguments[batchSize],
      sequenceLength: arguments[sequenceLength],
      threads: arguments[threads] ?? WorkerPool.processorCount,
      seconds: arguments[seconds])
    try benchmark.require(MemoryBudget(arguments))
    try benchmark.measure().show(arguments, console)
  }
}

extension GradientMethod {
  /// The same method as it is measured: a gradient at every step, random numbers of one seed.
  fileprivate func benchmarked(blockLength: Int?) -> GradientMethod {
    switch self {
    case .blocked: .blocked(length: blockLength, gradientAtEveryStep: true)
    case .uoro: .uoro(seed: BenchmarkModel.seed)
    case .kfRTRL: .kfRTRL(seed: BenchmarkModel.seed)
    case .rflo: .rflo(seed: BenchmarkModel.seed)
    case .bptt, .truncated, .checkpointed, .rtrl, .snap, .eProp: self
    }
  }
}
