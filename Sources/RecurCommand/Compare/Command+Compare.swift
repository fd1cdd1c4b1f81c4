import Recur
import Terminal

// `recur compare`.
extension Command {
  static let compare = Command(
    "compare", summary: "back-propagation and RTRL side by side: gradient, time, memory, learning",
    discussion: """
      Every trainer works on the same model and the same text, one sequence of T characters at a \
      time: bptt and checkpointed-bptt with a gradient after each sequence, truncated-bptt after \
      each chunk, all that go forward in time after every character. Gradients are compared with \
      those of full back-propagation in double precision; times, operations and bytes are those \
      of training in single precision, measured in this process.

      Without a text it makes one of its own, pieces x^k y^k of matching symbols, whose best \
      possible loss is known. Files of an earlier comparison in DIR are replaced when all is \
      measured, others of their names with --overwrite alone; Control-C prints what there is, \
      leaves DIR alone and ends with exit code 130.
      """,
    usedMost: [
      CompareSettings.output, CompareSettings.cells, CompareSettings.trainers,
      CompareSettings.hiddenSizes, CompareSettings.sequenceLengths, CompareSettings.text,
      CompareSettings.seconds,
    ],
    groups: CompareSettings.groups,
    examples: [
      ("recur compare --output comparison", "The standard comparison, as a page with charts."),
      (
        "recur compare --cells lstm --trainers bptt,rtrl --hidden-sizes 32,64,128",
        "Two exact gradients of an LSTM, larger sizes."
      ),
      (
        "recur compare --text story.txt --sequence-lengths 100,1000 --seconds 300",
        "On a text of yours, with more time."
      ),
    ], run: run)

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    guard arguments[CompareSettings.text] == nil || arguments[CompareSettings.vocabularySize] == nil
    else {
      throw CommandFailure.usage(
        "--vocabulary-size means nothing with --text, whose symbols are counted")
    }
    let budget = MemoryBudget(arguments)
    let settings = CompareSettings(arguments)
    let wantsBlocks = settings.trainers.contains(.blocked)
    guard !arguments.isGiven(CompareSettings.blockLength) || wantsBlocks else {
      throw CommandFailure.usage("--block-length belongs to blocked-rtrl, which is not compared")
    }
    let files = OutputFiles(
      reading: arguments[CompareSettings.text].map { [($0, "the text")] } ?? [],
      overwrites: arguments[CompareSettings.overwrite])
    let directory = try arguments[CompareSettings.output].map {
      try OutputDirectory.comparison($0, files)
    }
    if let path = arguments[CompareSettings.text] { try budget.requireFiles([path]) }
    let text =
      try arguments[CompareSettings.text].map {
        try ComparisonText(path: $0, settings, memoryLimit: budget.limit)
      }
      ?? ComparisonText(
        vocabularySize: arguments[CompareSettings.vocabularySize]
          ?? ComparisonText.standardVocabulary, settings)
    let run = ComparisonRun(settings, text, console)
    let memory = run.memory
    try budget.require(
      memory.needed, for: "the smallest of these combinations",
      advice: "use smaller --hidden-sizes or --sequence-lengths")
    console.note(plan(settings, text, memory: memory.used))
    console.note()
    Interrupt.install()
    let comparison = run.run()
    try show(comparison, console, wantsJSON: arguments[CompareSettings.json])
    if comparison.isInterrupted {
      throw Interrupt.failure(
        saved: directory.map { "nothing was written to \(visible($0.path))" }
          ?? "the rest is not measured")
    }
    if let directory {
      try directory.write(comparison.files)
      console.note()
      console.note("saved: \(visible(directory.path("index.html"))), and the figures beside it")
    }
  }

  private static func show(
    _ comparison: Comparison, _ console: Console, wantsJSON: Bool
  ) throws {
    guard !wantsJSON else { return try console.print(comparison.json) }
    for line in comparison.lines { try console.print(line) }
    try console.flush()
    console.note()
    for line in comparison.legend { console.note(line) }
  }

  private static func plan(
    _ settings: CompareSettings, _ text: ComparisonText, memory: Int
  ) -> String {
    let count =
      settings.cells.count * settings.trainers.count * settings.hiddenSizes.count
      * settings.sequenceLengths.count
    return "\(Format.grouped(count)) combinations on \(text.words), "
      + "\(settings.threads == 1 ? "1 thread" : "\(settings.threads) threads"), "
      + "about \(Format.duration(settings.seconds)), up to \(Format.bytes(memory)) of memory"
  }
}
