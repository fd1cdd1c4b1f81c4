import Recur
import Terminal

// `recur benchmark networks`: how fast feed-forward networks train.
extension NetworkBenchmark {
  static let command = Command(
    "networks", summary: "measure training of feed-forward networks on random numbers",
    discussion: """
      A perceptron 784-256-128-10, 128 examples an update, and a small convolutional network on images of 28 x 28, \
      64 an update: forward, cross-entropy, backward, a step of gradient descent. Then the two convolutions of that \
      network alone, forward and backward. The rates are medians after a warm-up.
      """,
    groups: [
      OptionGroup(
        "Work", [TrainingBenchmark.threads, TrainingBenchmark.seconds, MemoryBudget.option]),
      OptionGroup("Output", [BenchmarkResult.json]),
    ],
    examples: [
      ("recur benchmark networks", "a table"),
      ("recur benchmark networks --json --threads 1", "one JSON object a line"),
    ]
  ) { arguments, console in
    try KernelSet.requireRequested()
    try MemoryBudget(arguments).require(
      memory, for: "the benchmark of networks", advice: "give it more by --memory-limit")
    var table = BenchmarkResult.emptyTable(unit: "examples")
    for work in Work.allCases {
      let result = try NetworkBenchmark(
        work: work, threads: arguments[TrainingBenchmark.threads] ?? WorkerPool.processorCount,
        seconds: arguments[TrainingBenchmark.seconds] / Double(Work.allCases.count)
      ).measure()
      if arguments[BenchmarkResult.json] {
        try console.print(result.json)
      } else {
        result.add(to: &table)
      }
    }
    if !arguments[BenchmarkResult.json] { try console.print(table) }
  }
}
