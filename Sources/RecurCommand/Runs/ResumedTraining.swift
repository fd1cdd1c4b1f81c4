import Foundation
import Recur
import Terminal

/// The checkpoint that a run goes on from.
struct ResumedTraining<Model: ResumableModel>: Sendable {
  /// The model's path, that of its latest state being beside it.
  let path: String
  let model: Model
  let snapshot: TrainingSnapshot

  /// Opens the latest state of the model at `path`, or the model itself where there is none.
  ///
  /// - Parameter given: the path of the model or of its latest state.
  /// - Throws: `CheckpointError`.
  init(_ given: String) throws(CheckpointError) {
    path = ModelOutput.modelPath(of: given)
    let latest = ModelOutput.latestPath(of: path)
    let hasLatest = FileManager.default.fileExists(atPath: latest)
    let (model, checkpoint) = try Model.open(hasLatest ? latest : given)
    self.model = model
    snapshot = try TrainingSnapshot(checkpoint)
  }

  /// The arguments with the recorded options in place of those not given.
  ///
  /// - Throws: `CommandFailure` (64) for an option that would make it another run.
  func restore(_ given: Arguments, of command: Command) throws(CommandFailure) -> Arguments {
    for group in Model.recordedOptions {
      for option in group.options
      where given.isGiven(option) && !Model.extensibleOptions.contains(option.name) {
        try requireSame(option, given)
      }
    }
    let records = snapshot.options.sorted { $0.key < $1.key }
      .map { RecordedOption(name: $0.key, texts: $0.value) }
    return try given.restoring(records, of: command)
  }

  private func requireSame(
    _ option: any CommandOption, _ given: Arguments
  ) throws(CommandFailure) {
    let asked = given.recorded([OptionGroup("", [option])]).first?.texts ?? []
    let recorded = snapshot.options[option.name] ?? []
    func value(_ texts: [String]) -> String? {
      texts.isEmpty ? nil : (try? option.value(of: texts)).map { "\($0)" }
    }
    guard value(asked) != value(recorded) else { return }
    let words =
      recorded.first.map { $0.isEmpty ? "with it" : "with \(visible($0))" } ?? "without it"
    throw .usage(
      "--\(option.name) cannot change when a model is resumed: it was trained \(words)")
  }

  /// Rewrites the best model where its options or its place differ from those of the run that goes on, so that equal
  /// runs leave equal files.
  func carryBest(to output: ModelOutput, options: [String: [String]]) throws {
    guard snapshot.progress.stopping.best != nil,
      FileManager.default.fileExists(atPath: path)
    else { return }
    var (_, checkpoint) = try Model.open(path)
    let recorded: [String: [String]] = try TrainingSnapshot.options(of: checkpoint)
    guard recorded != options || output.path != path else { return }
    try TrainingSnapshot.setOptions(options, of: &checkpoint)
    try output.save(checkpoint, best: true, latest: false)
  }

  /// Warns where this machine's kernels round otherwise than those before.
  func warnOfKernels(_ console: Console) {
    let active = KernelSet.active.name
    guard active != snapshot.kernels else { return }
    console.warn(
      "the model was trained with \(visible(snapshot.kernels)) kernels, now \(active): results differ in the last bits"
    )
  }
}
