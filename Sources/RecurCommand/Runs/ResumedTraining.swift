import Foundation
import Recur
import Terminal

/// The checkpoint that a run goes on from.
struct ResumedTraining<Model: ResumableModel>: Sendable {
  /// The model's path, that of its latest state being beside it.
  let path: String
  let model: Model
  let snapshot: TrainingSnapshot
  /// The checkpoint of the best model, where that is ahead of the latest state: the run ended
  /// between the writing of the two.
  private let unfinished: Checkpoint?

  /// Opens the latest state of the model at `path`, or the model itself where there is none or
  /// where it is ahead.
  ///
  /// What the two files say ties them together, and no mark beside it: the same text and the same
  /// options, seed included, but for those that may be given anew; and the model is the very one
  /// that the latest state calls its best, by its update and its loss, or comes after it.
  ///
  /// - Parameters:
  ///   - given: the words of this command line alone, of which the memory limit is kept.
  ///   - named: the path of the model or of its latest state.
  /// - Throws: `CheckpointError`; `CommandFailure`, 64 for files larger than the memory, 65 for a
  ///   latest state of another run than the model's.
  init(_ given: Arguments, _ named: String) throws {
    path = ModelOutput.modelPath(of: named)
    let latest = ModelOutput.latestPath(of: path)
    let (hasBest, hasLatest) = (
      FileManager.default.fileExists(atPath: path), FileManager.default.fileExists(atPath: latest)
    )
    let source = hasLatest ? latest : named
    try MemoryBudget(given).requireModels(hasLatest && hasBest ? [source, path] : [source])
    var (model, checkpoint) = try Model.open(source)
    var snapshot = try TrainingSnapshot(checkpoint)
    var isAhead = false
    if hasLatest, hasBest {
      isAhead = try Self.isAhead(path, of: snapshot, at: latest)
      if isAhead {
        (model, checkpoint) = try Model.open(path)
        snapshot = try TrainingSnapshot(checkpoint)
      }
    }
    self.model = model
    self.snapshot = snapshot
    unfinished = isAhead ? checkpoint : nil
  }

  /// Whether the best model at `path` comes after the latest state beside it.
  private static func isAhead(
    _ path: String, of latest: TrainingSnapshot, at latestPath: String
  ) throws -> Bool {
    let best = try Checkpoint(
      headerOf: path, kind: Model.kind, newestVersion: Model.formatVersion)
    let progress = try TrainingSnapshot.progress(of: best)
    let isAhead = progress.updates > latest.progress.updates
    guard
      try latest.isOfOneRun(
        with: best, but: Model.extensibleOptions.union(TrainSettings.overridable)),
      isAhead || latest.progress.isLatest(of: progress)
    else {
      throw CommandFailure(
        .unusableData,
        "\(visible(latestPath)) is of another run than the model beside it, \(visible(path)), which "
          + "going on would replace;\nmove the one away that is not to go on")
    }
    return isAhead
  }

  /// The arguments with the recorded options in place of those not given.
  ///
  /// - Throws: `CommandFailure` (64) for an option that would make it another run.
  func restore(_ given: Arguments, of command: Command) throws(CommandFailure) -> Arguments {
    for group in Model.recordedOptions {
      for option in group.options
      where given.isGiven(option) && !Model.extensibleOptions.contains(option.name) {
        let isOverridable = TrainSettings.overridable.contains(option.name)
        if given.value(TrainSettings.override) ?? false && isOverridable { continue }
        try given.requireSame(
          option, as: Preset.complete(snapshot.options), when: "when a model is resumed",
          tip: isOverridable ? "--override lets it" : nil)
      }
    }
    return try given.restoring(
      TrainSettings.ending(Preset.complete(snapshot.options), given), of: command)
  }

  /// Where the run goes on, as the words of this command line would have it.
  func snapshot(_ given: Arguments) -> TrainingSnapshot {
    var result = snapshot
    if TrainSettings.beginsCourse(given) { result.progress.courseStart = result.progress.updates }
    return result
  }

  /// Stops (65), before anything is written, where the options that the checkpoint records describe
  /// another model than the one that it holds.
  func requireModel(_ isDescribed: Bool) throws(CommandFailure) {
    guard !isDescribed else { return }
    throw CommandFailure(
      .unusableData, "\(visible(path)): the options that it records describe another model")
  }

  /// Stops (65) where the checkpoint's place in the text is none of it, or none that its count of
  /// updates leads to: see `TrainingSnapshot.Progress.agrees`.
  func requireProgress(perEpoch: Int?, symbols: Int) throws(CommandFailure) {
    guard !snapshot.progress.agrees(perEpoch: perEpoch, symbols: symbols) else { return }
    throw CommandFailure(
      .unusableData,
      "\(visible(path)): \(snapshot.progress.updates) updates do not lead to its place in the text")
  }

  /// Whether the last run ended between the writing of the best model and of the latest state.
  var isUnfinished: Bool { unfinished != nil }

  /// Rewrites the best model where its options or its place differ from those of the run that goes
  /// on, so that equal runs leave equal files.
  func carryBest(to output: ModelOutput, options: [String: [String]]) throws {
    guard snapshot.progress.stopping.best != nil || unfinished != nil,
      FileManager.default.fileExists(atPath: path)
    else { return }
    var checkpoint = try unfinished ?? Model.open(path).1
    let recorded: [String: [String]] = try TrainingSnapshot.options(of: checkpoint)
    let isOther = recorded != options || output.path != path
    guard isOther else { return }
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
