import Recur
import Terminal

// `recur benchmark sample`: how fast a model writes, one stream, one symbol after the other.
extension SamplingBenchmark {
  static let length = Option<Int>(
    "length", default: 20_000, range: 1...1_000_000_000, help: "Symbols to sample")
  static let threads = Option<Int>(
    "threads", default: 1, range: 1...1, help: "Worker threads: a stream runs on one")

  static let precision = Precision.option

  static let command = Command(
    "sample", summary: "measure sampling, one stream",
    discussion: """
      Every symbol is drawn from the softmax over the whole vocabulary and fed back. The rate is the \
      median over ten parts after a warm-up.
      """,
    groups: [
      BenchmarkModel.group,
      OptionGroup("Work", [length, precision, threads, MemoryBudget.option]),
      OptionGroup("Output", [BenchmarkResult.json]),
    ],
    examples: [
      ("recur benchmark sample", "an LSTM of 2 x 128"),
      ("recur benchmark sample --layers 1 --hidden-size 512 --json", "one JSON line"),
    ]
  ) { arguments, console in
    try KernelSet.requireRequested()
    let benchmark = SamplingBenchmark(
      model: try BenchmarkModel(arguments), precision: arguments[precision],
      length: arguments[length])
    try benchmark.require(MemoryBudget(arguments))
    try benchmark.measure().show(arguments, console)
  }
}
