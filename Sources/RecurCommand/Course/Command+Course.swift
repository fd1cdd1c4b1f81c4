import Charts
import Recur
import Terminal

// `recur course`.
extension Command {
  private static let experiment = Positional<String?>(
    "NAME", help: "The experiment, or all; without a name, what there is")
  private static let seed = Option<UInt64>(
    "seed", default: 1, range: 0..., help: "Of weights, data and order")
  private static let effort = Option<Double>(
    "effort", default: 1, range: .above(0, upTo: 100),
    help: "Updates and examples, as a multiple of the usual")
  private static let output = Option<String?>(
    "output", shortName: "o", path: "DIR", help: "Where the pages go, NAME.html each")
  private static let overwrite = Option<Bool>(
    "overwrite", help: "Replace files of these names that no experiment wrote")
  private static let images = Option<String?>(
    "images", path: "FILE", help: "Images to train digits on, an IDX file of MNIST")
  private static let labels = Option<String?>(
    "labels", path: "FILE", help: "Their labels")
  private static let testImages = Option<String?>(
    "test-images", path: "FILE", help: "Images to test digits on")
  private static let testLabels = Option<String?>(
    "test-labels", path: "FILE", help: "Their labels")

  static let course = Command(
    "course", summary: "the experiments of a course on deep learning, each a table and a page",
    discussion: """
      Each experiment takes seconds, prints its equations, what was found and its tables, and with --output writes a \
      page with charts that needs nothing else. There are: \
      \(Experiment.all.map { "\($0.name) (\($0.summary))" }.joined(separator: ", ")).
      """,
    positionals: [experiment],
    groups: [
      OptionGroup("Work", [seed, effort, TrainingBenchmark.threads]),
      OptionGroup("Digits of MNIST", [images, labels, testImages, testLabels]),
      OptionGroup("Output", [output, overwrite]),
    ],
    examples: [
      ("recur course", "what there is"),
      ("recur course spiral -o pages", "one experiment, and its page"),
      ("recur course all -o pages", "all of them, within five minutes"),
    ], run: run)

  private static func listed(_ experiment: Experiment) -> String {
    let padding = String(repeating: " ", count: max(1, 16 - experiment.name.count))
    return "  " + experiment.name + padding + experiment.summary
  }

  @Sendable
  private static func run(_ arguments: Arguments, _ console: Console) throws {
    try KernelSet.requireRequested()
    guard let name = arguments[experiment] else {
      for experiment in Experiment.all { try console.print(listed(experiment)) }
      return
    }
    let chosen = name == "all" ? Experiment.all : Experiment.all.filter { $0.name == name }
    guard !chosen.isEmpty else {
      let names = Experiment.all.map(\.name).joined(separator: ", ")
      throw CommandFailure.usage("\(quoted(name)) is not one of \(names), all")
    }
    let digitFiles = try digitFiles(arguments)
    if digitFiles != nil, !chosen.contains(where: { $0.name == Experiment.digits.name }) {
      throw CommandFailure.usage("--images belongs to the experiment digits")
    }
    let files = OutputFiles(
      reading: digitFiles.map {
        [$0.images, $0.labels, $0.testImages, $0.testLabels].map { ($0, "a file of digits") }
      } ?? [],
      overwrites: arguments[overwrite])
    let directory = try arguments[output].map { path in
      try OutputDirectory(
        path, names: chosen.map { "\($0.name).html" }, option: output, files,
        advice: "no experiment wrote it; --overwrite replaces it"
      ) { head, name in
        let text = String(decoding: head, as: UTF8.self)
        return Experiment.all.contains {
          name == "\($0.name).html" && text.contains("<title>\($0.title)</title>")
        }
      }
    }
    Interrupt.install()
    var pages: [String] = []
    for (index, experiment) in chosen.enumerated() {
      let run = ExperimentRun(
        seed: arguments[seed], effort: arguments[effort],
        threads: arguments[TrainingBenchmark.threads] ?? WorkerPool.processorCount,
        files: digitFiles, console: console)
      defer { run.finish() }
      let sections = try experiment.run(run)
      run.finish()
      if index > 0 { for _ in 0..<2 { try console.print() } }
      try experiment.show(sections, on: console)
      pages.append(experiment.page(sections, run).html)
    }
    if let directory {
      try directory.write(pages)
      console.note()
      console.note(
        "saved: \(directory.names.map { visible(directory.path($0)) }.joined(separator: ", "))")
    }
  }

  private static func digitFiles(_ arguments: Arguments) throws -> DigitFiles? {
    let paths = [images, labels, testImages, testLabels].map { arguments[$0] }
    guard paths.contains(where: { $0 != nil }) else { return nil }
    guard let images = paths[0], let labels = paths[1], let testImages = paths[2],
      let testLabels = paths[3]
    else {
      throw CommandFailure.usage(
        "--images, --labels, --test-images and --test-labels belong together")
    }
    return DigitFiles(
      images: images, labels: labels, testImages: testImages, testLabels: testLabels)
  }
}
