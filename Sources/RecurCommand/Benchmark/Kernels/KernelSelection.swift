import Recur
import Terminal

/// What is to be measured, and for how long.
struct KernelSelection {
  /// The words of the option that chooses what the numbers are.
  enum Precisions: String, CaseIterable, Sendable { case all, single, bfloat16, double }

  var precisions = Precisions.all
  /// Parts of names, upper or lower case alike; empty: every kernel.
  var only: [String] = []
  /// For each kernel in each set.
  var seconds: Double

  /// The tasks chosen.
  var tasks: [KernelTask] {
    let parts = only.map { $0.lowercased() }
    return KernelTask.all.filter { task in
      (precisions == .all || precisions.rawValue == task.precision.rawValue)
        && (parts.isEmpty || parts.contains { task.name.contains($0) })
    }
  }

  /// The words that choose the same on a command line.
  var words: [String] {
    ["--precision", precisions.rawValue, "--seconds", seconds.optionText]
      + only.map { "--only=\($0)" }
  }

  /// Bytes that a process takes to measure the tasks, one after the other, and their limits.
  var memory: Int {
    let tasks = tasks
    let levels = MachineBandwidth.levels.filter { KernelLimits.levels(of: tasks).contains($0.name) }
    return (levels.map(\.bytes) + tasks.map { MemoryMeter.planned($0.makeCall).peak }).max() ?? 0
  }

  /// Measures the tasks in this process, by the active kernel set. `reference` reports no limits:
  /// its probes are plain loops, slower than the processor.
  func measure(_ take: (KernelReport) throws -> Void) rethrows {
    let before = flushDenormals(true)
    defer { flushDenormals(before) }
    let (kernels, tasks) = (KernelSet.active.name, tasks)
    if kernels != "reference" {
      try take(.limits(.measure(for: tasks, budget: seconds)))
    }
    for task in tasks {
      try take(.measurement(.measure(task, kernels: kernels, budget: seconds)))
    }
  }
}
