import SequenceModels
import TensorCore

/// `recur benchmark sample`: how fast a model writes, one stream, one symbol after the other.
enum BenchmarkSample {
  static let length = Option<Int>(
    "length", default: 20_000, range: 1...1_000_000_000, help: "Symbols to sample")

  static let command = Command(
    "sample", summary: "measure sampling, one stream",
    discussion: """
      Every symbol is drawn from the softmax over the whole vocabulary and fed back. The rate is the \
      median over ten parts after a warm-up.
      """,
    groups: [
      BenchmarkOptions.model, OptionGroup("Work", [length, BenchmarkOptions.threads]),
      OptionGroup("Output", [BenchmarkOptions.json]),
    ],
    examples: [
      .init("recur benchmark sample", "an LSTM of 2 x 128"),
      .init("recur benchmark sample --layers 1 --hidden-size 512 --json", "one JSON line"),
    ]
  ) { arguments, console in
    try BenchmarkOptions.show(measure(arguments), arguments, console)
  }

  private static func measure(_ arguments: Arguments) -> BenchmarkResult {
    let before = flushDenormals(true)
    defer { flushDenormals(before) }
    let model = BenchmarkOptions.makeModel(arguments)
    let peak = MachinePeak.operationsPerSecond(WorkerPool(threads: 1))
    let stream = SequenceStream(PackedSequenceModel(model, trains: false))
    var generator = RandomGenerator(seed: BenchmarkOptions.seed)
    var token: Int32 = 0
    func run(_ count: Int) {
      for _ in 0..<count {
        let logits = stream.step(token)
        logits.softmax()
        token = logits.draw(using: &generator)
      }
    }
    let part = max(arguments[length] / 10, 1)
    run(part)
    let times = (0..<10).map { _ in ContinuousClock().measure { run(part) }.seconds }
    return BenchmarkResult(
      work: "sample \(BenchmarkOptions.name(arguments))",
      charactersPerSecond: Double(part) / BenchmarkOptions.median(times),
      operationsPerCharacter: model.forwardOperations, peakOperationsPerSecond: peak,
      peakTensorBytes: MemoryMeter.peakBytes, parameters: model.layout.count, threads: 1,
      instructionSet: KernelSet.active.name)
  }
}
