import Recur
import Terminal

// What a run is about to do, as it is shown and logged before it starts.
extension TrainingRun {
  private var parameterCount: Int { task.trainer.model.layout.count }

  /// The lines for the user; `memory` in bytes.
  func lines(of plan: TrainingPlan, memory: Int) -> [String] {
    let parameters = Format.grouped(parameterCount)
    return alignedRows(
      plan.data
        + [("model", "\(plan.model); \(parameters) parameters")]
        + (settings.frozenWords(in: task.trainer.model.layout).map { [("frozen", $0)] } ?? [])
        + [("training", trainingWords(plan))]
        + (plan.trainer.map { [("trainer", $0)] } ?? [])
        + [
          ("optimiser", settings.optimizationWords),
          ("machine", settings.machineWords(memory: memory)), ("output", outputWords(plan)),
        ])
  }

  private func trainingWords(_ plan: TrainingPlan) -> String {
    let done = progress.updates
    if let minutes = settings.minutes, let updatesPerEpoch = task.updatesPerEpoch {
      let words =
        "\(TrainSettings.words(minutes: minutes)) in all, laid out once the speed is known; epochs of "
        + "\(Format.counted(updatesPerEpoch, "update")), \(plan.batch)"
      return done > 0 ? words + "; \(Self.done(done, "update"))" : words
    }
    guard let updatesPerEpoch = task.updatesPerEpoch, let totalUpdates else {
      let end = settings.updates.map { "\(Format.grouped($0)) in all" } ?? "until the text ends"
      return "\(plan.batch), \(end)"
        + (done > 0
          ? "; \(Self.done(plan.unit.work(of: done), String(plan.unit.name.dropLast())))" : "")
    }
    var words =
      "\(Format.counted(settings.epochs, "epoch")) of \(Format.counted(updatesPerEpoch, "update")), "
      + plan.batch
    if totalUpdates < settings.epochs * updatesPerEpoch {
      words += ", \(Format.counted(totalUpdates, "update")) in all"
    }
    return done > 0 ? words + "; \(Self.done(done, "update"))" : words
  }

  /// `1,230 updates are done`
  private static func done(_ count: Int, _ thing: String) -> String {
    "\(Format.counted(count, thing)) \(count == 1 ? "is" : "are") done"
  }

  private func outputWords(_ plan: TrainingPlan) -> String {
    let path = visible(output.path)
    if let saving = plan.saving { return "\(path), \(saving)" }
    return task.validates ? "best \(path), latest \(visible(output.latestPath))" : "latest \(path)"
  }

  /// The members of the `plan` line of the log.
  func members(of plan: TrainingPlan, memory: PlannedMemory) -> [JSONValue.Member] {
    JSONValue.members(["version": .string(commandVersion)]) + plan.dataMembers
      + JSONValue.members([
        "parameters": .integer(parameterCount), "memory_bytes": .integer(memory.live),
        "peak_memory_bytes": .integer(memory.peak), "kernels": .string(KernelSet.active.name),
        "threads": .integer(settings.threads),
      ]) + plan.modelMembers + settings.optimizationMembers + courseMembers
      + JSONValue.members([
        plan.unit.name: .integer(plan.unit.work(of: progress.updates)), "seconds": .number(0),
      ])
  }

  private var courseMembers: [JSONValue.Member] {
    guard let updatesPerEpoch = task.updatesPerEpoch else { return [] }
    return JSONValue.members([
      "minutes": settings.minutes.map { .number($0) },
      "epochs": totalUpdates.map { _ in .integer(settings.epochs) },
      "updates_per_epoch": .integer(updatesPerEpoch),
      "updates": totalUpdates.map { .integer($0) },
      "epoch": .number(Double(progress.updates) / Double(updatesPerEpoch)),
      "update": .integer(progress.updates),
    ])
  }
}
