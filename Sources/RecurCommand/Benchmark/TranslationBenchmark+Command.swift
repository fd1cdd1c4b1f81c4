import Recur
import Terminal

// `recur benchmark translate`: how fast an encoder-decoder trains on pairs.
extension TranslationBenchmark {
  static let embeddingSize = Option<Int>(
    "embedding-size", default: 16, range: 1...16384, help: "Size of both embeddings")
  static let batchSize = Option<Int>(
    "batch-size", default: 128, range: 1...65536, help: "Pairs side by side")

  static let command = Command(
    "translate", summary: "measure training on pairs",
    discussion: """
      The pairs are sums of two numbers of up to three digits, read from their end, and the results. The decoder \
      is shown the encoder's final output at every step. An update is everything that training does: forward, \
      loss, backward, clipping by global norm 5, Adam. Batches are of like lengths. The rate is the median over \
      epochs of 45,000 pairs.
      """,
    groups: [
      OptionGroup("Model", [BenchmarkModel.cell, BenchmarkModel.hiddenSize, embeddingSize]),
      OptionGroup(
        "Work",
        [
          batchSize, Precision.option, TrainingBenchmark.threads, TrainingBenchmark.seconds,
          MemoryBudget.option,
        ]),
      OptionGroup("Output", [BenchmarkResult.json]),
    ],
    examples: [
      ("recur benchmark translate", "an LSTM of 128 units, 128 pairs"),
      ("recur benchmark translate --cell gru --json", "one JSON line for a GRU"),
    ]
  ) { arguments, console in
    try KernelSet.requireRequested()
    let benchmark = TranslationBenchmark(
      cell: arguments[BenchmarkModel.cell], hiddenSize: arguments[BenchmarkModel.hiddenSize],
      embeddingSize: arguments[embeddingSize], precision: arguments[Precision.option],
      batchSize: arguments[batchSize],
      threads: arguments[TrainingBenchmark.threads] ?? WorkerPool.processorCount,
      seconds: arguments[TrainingBenchmark.seconds])
    try benchmark.require(MemoryBudget(arguments))
    try benchmark.measure().show(arguments, console)
  }
}
