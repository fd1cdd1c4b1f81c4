/// `recur benchmark`: speed on this machine.
enum Benchmark {
  static let command = Command(
    "benchmark", summary: "measure speed on this machine",
    discussion: """
      Each benchmark prints characters per second, operations per second, and these as a fraction of what \
      the processor reaches with multiply-adds in registers, measured in the same process.
      """,
    examples: [
      .init("recur benchmark train", "training"), .init("recur benchmark sample", "sampling"),
    ],
    subcommands: [BenchmarkTrain.command, BenchmarkSample.command])
}
