import SequenceModels
import SequenceTraining
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

  static let command = Command(
    "train", summary: "measure training on random symbols",
    discussion: """
      An update is everything that training does: forward, loss, backward, clipping by global norm 5, \
      Adam. The rate is the median over the updates after a warm-up.
      """,
    groups: [
      BenchmarkOptions.model,
      OptionGroup(
        "Work",
        [
          batchSize, sequenceLength, trainer, BenchmarkOptions.threads, BenchmarkOptions.seconds,
        ]),
      OptionGroup("Output", [BenchmarkOptions.json]),
    ],
    examples: [
      .init("recur benchmark train", "an LSTM of 2 x 128, 50 sequences of 50 symbols"),
      .init(
        "recur benchmark train --cell gru --layers 1 --hidden-size 256 --json",
        "one JSON line for a GRU"),
    ]
  ) { arguments, console in
    try BenchmarkOptions.show(measure(arguments), arguments, console)
  }

  private static func measure(_ arguments: Arguments) throws -> BenchmarkResult {
    let threads = arguments[BenchmarkOptions.threads] ?? WorkerPool.processorCount
    let pool = WorkerPool(threads: threads)
    let (batch, steps) = (arguments[batchSize], arguments[sequenceLength])
    let symbols = arguments[BenchmarkOptions.vocabularySize]
    let model = BenchmarkOptions.makeModel(arguments)
    let peak = MachinePeak.operationsPerSecond(pool)
    var generator = RandomGenerator(seed: BenchmarkOptions.seed)
    func draw() -> [Int32] {
      (0..<batch * steps).map { _ in Int32(generator.index(below: symbols)) }
    }
    let batches = (0..<20).map { _ in Batch(tokens: draw(), targets: draw()) }
    let trainer = Trainer(
      model, options: TrainerOptions(batchSize: batch, sequenceLength: steps), pool: pool)
    var times: [Double] = []
    let warmUp = 3
    let clock = ContinuousClock()
    let start = clock.now
    while times.count < warmUp + 3
      || ((clock.now - start).seconds < arguments[BenchmarkOptions.seconds]
        && times.count < 100_000)
    {
      let began = clock.now
      _ = try trainer.update(batches[times.count % batches.count])
      times.append((clock.now - began).seconds)
    }
    let median = BenchmarkOptions.median(Array(times.dropFirst(warmUp)))
    return BenchmarkResult(
      work: "train \(BenchmarkOptions.name(arguments)) B\(batch) T\(steps)",
      charactersPerSecond: Double(batch * steps) / median, millisecondsPerUpdate: median * 1e3,
      // Backward costs as much again for the adjoints and for the weights.
      operationsPerCharacter: 3 * model.forwardOperations, peakOperationsPerSecond: peak,
      peakTensorBytes: MemoryMeter.peakBytes, parameters: model.layout.count, threads: threads,
      instructionSet: KernelSet.active.name)
  }
}
