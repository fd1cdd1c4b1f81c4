import Recur
import Terminal

// `recur benchmark kernels`: every kernel, in every kernel set that runs here.
extension KernelSelection {
  /// The word for every set.
  private static let everySet = "all"

  static let set = Option<String>(
    "set", default: everySet, choices: [everySet] + KernelSet.available.map(\.name),
    placeholder: "NAME",
    help: "Measure only this set, in this process if it is in use; for the command's own children")
  static let precision = Option<KernelSelection.Precisions>(
    "precision", default: .all, placeholder: "NAME", help: "What the numbers are")
  static let only = Option<[String]>(
    "only", placeholder: "TEXT",
    help: "Measure the kernels whose name contains this; may be given several times")
  static let seconds = Option<Double>(
    "seconds", default: 0.05, range: .above(0, upTo: 60),
    help: "Time to measure each kernel for, in each set")

  static let command = Command(
    "kernels", summary: "measure the kernels, one by one, in every kernel set",
    discussion: """
      Matrix products, the laws of the cells, softmax, optimisers and the rest, at the sizes of training and \
      sampling, on one thread; each beside the plain loops of the set 'reference' and beside what the processor can \
      do. The figures of a limit are measured in the same process.

      A process uses one kernel set, so every set is measured by a child process: this command with --set. \
      With RECUR_KERNELS set, that set and 'reference' are measured.
      """,
    groups: [
      OptionGroup("Work", [only, precision, set, seconds, MemoryBudget.option]),
      OptionGroup("Output", [BenchmarkResult.json]),
    ],
    examples: [
      ("recur benchmark kernels", "everything, within a minute"),
      (
        "recur benchmark kernels --only product --precision single", "matrix products in Float"
      ),
      ("recur benchmark kernels --json > kernels.jsonl", "one JSON object a line"),
    ], run: run)

  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    let selection = KernelSelection(
      precisions: arguments[precision], only: arguments[only], seconds: arguments[seconds])
    let count = selection.tasks.count
    guard count > 0 else { throw nothingChosen(selection) }
    try MemoryBudget(arguments).require(
      selection.memory, for: "measuring the largest of these kernels",
      advice: "choose smaller ones with --only")
    let wantsJSON = arguments[BenchmarkResult.json]
    let name = arguments[set]
    if name == KernelSet.active.name {
      return try measureHere(selection, wantsJSON: wantsJSON, console)
    }
    Interrupt.install()
    var printer = KernelPrinter(console: console, wantsJSON: wantsJSON)
    for name in order(name) {
      var results = KernelSetResults(kernels: name)
      try KernelProcess(kernels: name, selection).run { line in
        let report = try KernelReport(line: line)
        results.add(report)
        if case .measurement(let measurement) = report {
          console.drawTransientLine(
            "\(name) \(results.measurements.count) of \(count): \(measurement.work)")
        }
      }
      console.note("measured \(name): \(results.measurements.count) kernels")
      try printer.add(results)
    }
    try printer.end()
  }

  /// The sets in the order they are measured: the best, whose limits are the processor's, then
  /// `reference`, which all are compared with.
  private static func order(_ name: String) -> [String] {
    guard name == everySet else { return [name] }
    let others = (KernelSet.requested.map { [$0] } ?? KernelSet.available.map(\.name))
      .filter { $0 != "reference" }
    return others.prefix(1) + ["reference"] + others.dropFirst()
  }

  /// Prints JSON line by line as it is measured: a parent that has gone ends this at its next line.
  private static func measureHere(
    _ selection: KernelSelection, wantsJSON: Bool, _ console: Console
  ) throws {
    var results = KernelSetResults(kernels: KernelSet.active.name)
    try selection.measure { report in
      results.add(report)
      guard wantsJSON else { return }
      switch report {
      case .limits(let limits): try console.print(limits.json)
      case .measurement(let measurement):
        try console.print(
          KernelResult(measurement, limits: results.limits, reference: nil).json)
      }
      try console.flush()
    }
    guard !wantsJSON else { return }
    var printer = KernelPrinter(console: console, wantsJSON: false)
    try printer.add(results)
    try printer.end()
  }

  private static func nothingChosen(_ selection: KernelSelection) -> CommandFailure {
    var every = selection
    every.only = []
    let kinds = every.tasks.map { task in
      task.name.split(separator: " ").prefix { $0.first?.isNumber == false }
        .joined(separator: " ")
    }
    let text = selection.only.first ?? ""
    let hint = suggestion(for: text, among: kinds).map { "did you mean '\($0)'?" }
    var distinct: [String] = []
    for kind in kinds where !distinct.contains(kind) { distinct.append(kind) }
    let names = visible(distinct.joined(separator: ", "), limit: 250)
    return .usage(
      "--only: no kernel's name contains \(quoted(text)); \(hint ?? "there are: \(names)")")
  }
}
