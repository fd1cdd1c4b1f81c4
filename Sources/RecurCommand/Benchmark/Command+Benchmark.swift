import Recur
import Terminal

// `recur benchmark`: the sweep over this machine, and the single benchmarks beside it.
extension Command {
  private static let seconds = Option<Double>(
    "seconds", default: 3, range: .above(0, upTo: 600), help: "Time to measure each training for")

  static let benchmark = Command(
    "benchmark", summary: "measure speed on this machine",
    discussion: """
      Without a further word: what the processor can do - multiply-adds in registers, reading and writing \
      memory - and how fast models train and sample, also as a fraction of that, all measured in this process.
      """,
    groups: [
      OptionGroup("Work", [seconds, TrainingBenchmark.threads, MemoryBudget.option]),
      OptionGroup("Output", [BenchmarkResult.json]),
    ],
    examples: [
      ("recur benchmark", "the whole sweep, within two minutes"),
      ("recur benchmark --json > sweep.jsonl", "one JSON object a line"),
    ],
    subcommands: [
      TrainingBenchmark.command, TranslationBenchmark.command, SamplingBenchmark.command,
      NetworkBenchmark.command, KernelSelection.command,
    ],
    run: run)

  /// Cell, layers, hidden units, sequences side by side, steps.
  private static let trainingSweep: [(CellKind, Int, Int, Int, Int, Precision)] = [
    (.lstm, 2, 128, 50, 50, .exact), (.lstm, 1, 512, 32, 64, .exact),
    (.lstm, 2, 512, 50, 50, .exact), (.peepholeLSTM, 2, 128, 50, 50, .exact),
    (.gru, 1, 256, 32, 64, .exact), (.resetBeforeGRU, 1, 256, 32, 64, .exact),
    (.rnn, 1, 256, 32, 64, .exact), (.lstm, 2, 128, 1, 50, .exact), (.rnn, 1, 128, 1, 25, .exact),
    (.lstm, 2, 128, 50, 50, .fast), (.lstm, 1, 512, 32, 64, .fast),
    (.lstm, 2, 128, 1, 50, .fast),
  ]

  private static let samplingSweep: [(CellKind, Int, Int, Precision)] = [
    (.lstm, 2, 128, .exact), (.lstm, 1, 512, .exact), (.gru, 1, 256, .exact),
    (.lstm, 2, 128, .fast), (.lstm, 1, 512, .fast),
  ]

  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    let threads = arguments[TrainingBenchmark.threads] ?? WorkerPool.processorCount
    let seconds = arguments[seconds]
    let trainings = trainingSweep.map {
      cell, layers, hiddenSize, batchSize, sequenceLength, precision in
      TrainingBenchmark(
        model: BenchmarkModel(
          cell: cell, layers: layers, hiddenSize: hiddenSize, vocabularySize: 65),
        precision: precision, batchSize: batchSize, sequenceLength: sequenceLength,
        threads: threads, seconds: seconds)
    }
    let regression = TrainingBenchmark(
      model: BenchmarkModel(
        cell: .gru, layers: 1, hiddenSize: 64, vocabularySize: 65, vectorSize: 3),
      batchSize: 32, sequenceLength: 48, threads: threads, seconds: seconds)
    let translation = TranslationBenchmark(threads: threads, seconds: seconds)
    let samplings = samplingSweep.map { cell, layers, hiddenSize, precision in
      SamplingBenchmark(
        model: BenchmarkModel(
          cell: cell, layers: layers, hiddenSize: hiddenSize, vocabularySize: 65),
        precision: precision, length: 20_000)
    }
    let memory =
      try (trainings + [regression]).map { try $0.memory() } + [translation.memory()]
      + samplings.map(\.memory)
      + MachineBandwidth.levels.map(\.bytes)
    try MemoryBudget(arguments).require(
      memory.max() ?? 0, for: "the largest benchmark of the sweep",
      advice: "measure one model with 'recur benchmark train', translate or sample")

    let wantsJSON = arguments[BenchmarkResult.json]
    if !wantsJSON { try console.print(machine(threads: threads)) }
    var table = BenchmarkResult.emptyTable()
    func take(_ result: BenchmarkResult) throws {
      if wantsJSON { return try console.print(result.json) }
      console.note("\(result.work): \(Format.grouped(Int(result.unitsPerSecond))) chars/s")
      result.add(to: &table)
    }
    for benchmark in trainings + [regression] { try take(benchmark.measure()) }
    try take(translation.measure())
    for benchmark in samplings { try take(benchmark.measure()) }
    if !wantsJSON {
      try console.print()
      try console.print(table)
    }
  }

  /// What the processor can do.
  private static func machine(threads: Int) -> Table {
    var table = Table(.left("machine"), .right("one thread"), .right("\(threads) threads"))
    func rate(_ value: Double) -> String { "\(Format.fixed(value * 1e-9, digits: 0)) G" }
    for (name, precision) in [("single precision", Precision.exact), ("bfloat16", .fast)] {
      table.append(
        "multiply-adds in registers, \(name), flop/s (\(precision.kernels))",
        rate(WorkerPool(threads: 1).peakOperationsPerSecond(precision)),
        rate(WorkerPool(threads: threads).peakOperationsPerSecond(precision)))
    }
    for level in MachineBandwidth.measure(budget: 0.25) {
      let size = Format.bytes(level.bytes)
      table.append("read \(level.level) (\(size)), bytes/s", rate(level.readBytesPerSecond), "")
      table.append("write \(level.level) (\(size)), bytes/s", rate(level.writtenBytesPerSecond), "")
    }
    return table
  }
}
