import Recur
import SequenceTraining
import TensorCore
import Terminal
import TextModeling

/// `recur charlm train -` on text without end: the plan, the run, and what is said at its end.
struct StreamTraining {
  let run: StreamRun
  let console: Console
  let log: EventLog?
  let memory: TrainingMemory

  /// Trains until the end and saves.
  ///
  /// - Throws: `CommandFailure` (130) after Control-C, and what else ended the run.
  func train(maximumSeconds: Double?) throws {
    let training = run.training
    let plan = StreamPlan(
      settings: training.settings, vocabulary: training.vocabulary, memory: memory,
      outputPath: run.output.path, doneUpdates: training.progress.updates)
    for line in plan.lines { console.note(line) }
    console.note()
    if let log { try plan.append(to: log) }

    Interrupt.install()
    let reporter = StreamReporter(
      console: console, log: log, charactersPerUpdate: run.charactersPerUpdate,
      characters: run.characters)
    let ending: StreamRun.Ending
    do {
      ending = try run.run(reporter, maximumSeconds: maximumSeconds)
    } catch {
      try? reporter.end(run.characters, reason: "failed", memory: MemoryMeter.liveBytes)
      throw CommandFailure(training: error, kept: [run.output.path], hasSaved: run.hasSaved)
    }
    try reporter.end(run.characters, reason: ending.rawValue, memory: MemoryMeter.liveBytes)
    let path = visible(run.output.path)
    if ending == .interrupted {
      throw Interrupt.failure(saved: "saved, to go on with '- --resume \(path)'")
    }
    conclude(ending, path)
  }

  private func conclude(_ ending: StreamRun.Ending, _ path: String) {
    switch ending {
    case .ended: console.note("the text ended")
    case .time: console.note("stopped after --max-seconds")
    case .complete, .interrupted: break
    }
    if run.unknownCount > 0 {
      console.note(
        "\(Format.grouped(run.unknownCount)) symbols were not in the vocabulary"
          + (run.training.vocabulary.unknownIndex == nil
            ? " and skipped" : ", <unk> in their place"))
    }
    console.note("saved: \(path), to go on with '- --resume \(path)'")
    console.note("next: recur charlm sample \(path)")
  }
}
